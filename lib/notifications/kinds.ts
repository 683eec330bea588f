/**
 * Every type of notification, and what it says. The one place to add another: its name, its label in lists, the
 * facts that it is made of, and from those its words and the page that it leads to.
 */

/** What a person reads. */
export interface Words {
  /** At most 120 characters. */
  readonly title: string
  /** At most 500 characters. */
  readonly body: string
  /** A page of this app, beginning with `/`. */
  readonly link: string
}

/** The types by name. */
export const kinds = {
  welcome: {
    label: "Welcome",
    tell: ({ name }: { name: string }): Words => ({
      title: `Welcome, ${name}`,
      body: "Here you read what concerns you, as it happens.",
      link: "/dashboard",
    }),
  },
  wave: {
    label: "Wave",
    tell: ({ from, teamId }: { from: string; teamId: string }): Words => ({
      title: `${from} waves at you`,
      body: "Say hello in your team's chat.",
      link: `/dashboard/team/${teamId}`,
    }),
  },
  news: {
    label: "News",
    tell: ({ title, body, link }: Words): Words => ({ title, body, link }),
  },
  comment: {
    label: "Comment",
    tell: ({ from, post, text }: CommentFacts): Words => ({
      title: cut(`${from} commented on “${cut(post.title, 40)}”`, 120),
      body: cut(text, 200),
      link: `/dashboard/posts/${post.id}`,
    }),
  },
}

/** Somebody said something about a post. */
interface CommentFacts {
  /** Their name. */
  readonly from: string
  readonly post: { readonly id: string; readonly title: string }
  readonly text: string
}

/** The name of a type. */
export type Kind = keyof typeof kinds

/** What a type is made of. */
export type FactsOf<Name extends Kind> = Parameters<(typeof kinds)[Name]["tell"]>[0]

/** A type and its facts, such as `{ type: "wave", from: "Ada", teamId: "red" }`. */
export type Told<Name extends Kind = Kind> = { readonly type: Name } & FactsOf<Name>

/** The names of all types. */
export const kindNames: readonly Kind[] = Object.keys(kinds).filter(isKind)

const tellers: { readonly [Name in Kind]: { readonly tell: (facts: FactsOf<Name>) => Words } } = kinds

/** A notification in words. */
export function wordsOf<Name extends Kind>(told: Told<Name>): { readonly type: Name } & Words {
  return { type: told.type, ...tellers[told.type].tell(told) }
}

/** What a type is called in lists; one that this version does not know is called by its name. */
export function labelOf(type: string): string {
  return isKind(type) ? kinds[type].label : type
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name)
}

/** By whole characters, so that no half of a pair is left. */
function cut(text: string, most: number): string {
  const characters = [...text]
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text
}
