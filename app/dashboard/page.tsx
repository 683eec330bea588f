import { PageHeader } from "@/components/dashboard/page-header"
import { PageOf } from "@/components/identity/shown-person"
import { NoticeList } from "@/components/lobby/notice-list"
import { AnnounceForm } from "@/components/notifications/announce-form"
import { AnnouncementList } from "@/components/notifications/announcement-list"
import { NotificationList } from "@/components/notifications/notification-list"
import { type Teammate, Teammates } from "@/components/notifications/teammates"
import { PostList } from "@/components/posts/post-list"
import { Section } from "@/components/ui/section"
import { isAdmin, isOperator } from "@/lib/administration/admin-rules"
import { channels } from "@/lib/channels"
import { readLatest } from "@/lib/latest-messages"
import { mayRead } from "@/lib/pages/decide-page"
import type { PageVisitor } from "@/lib/pages/page-rules"
import { requirePage } from "@/lib/pages/require-page"
import { peopleOfTeam } from "@/lib/people/directory"
import { organisationName } from "@/lib/people/organisations"
import { postsFor } from "@/lib/posts/posts"

/** How many of the latest are shown; older notifications are in the inbox. */
const LATEST = { notifications: 20, announcements: 20, notices: 5 }

/** What concerns one person: their notifications, their organisation's announcements, their teammates. */
export default async function YouPage() {
  const visitor = await requirePage("/dashboard")
  const { person, grants } = visitor
  const { id, orgId } = person
  const [teammates, first] = await Promise.all([teammatesOf(visitor), firstLook(visitor)])
  const posts = postsFor(grants)
  return (
    <PageOf person={id}>
      <div className="w-full max-w-6xl px-5 py-8 sm:px-8">
        <PageHeader
          title="You"
          channels={[
            `notification.${id}`,
            ...(orgId ? [`org.${orgId}.announcements`] : []),
            ...(isOperator(person) ? ["lobby"] : []),
          ]}
        />
        <div className="mt-8 grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <Section title="Notifications">
            <NotificationList userId={id} first={first.notifications} latest={LATEST.notifications} />
          </Section>
          <div className="grid gap-8">
            {teammates.length > 0 && (
              <Section title="Teammates">
                <Teammates people={teammates} />
              </Section>
            )}
            {posts.length > 0 && (
              <Section title="Notice board">
                <PostList posts={posts} />
              </Section>
            )}
            {orgId && (
              <Section title={`Announcements of ${organisationName(orgId)}`}>
                {isAdmin(person) && (
                  <AnnounceForm
                    action="/api/announce"
                    label="Tell everybody"
                    button="Announce"
                    maxLength={500}
                  />
                )}
                <AnnouncementList orgId={orgId} first={first.announcements} latest={LATEST.announcements} />
              </Section>
            )}
            {isOperator(person) && (
              <Section title="Notices to visitors">
                <AnnounceForm
                  action="/api/admin/notice"
                  label="Tell every visitor"
                  button="Post"
                  maxLength={200}
                />
                <NoticeList first={first.notices} latest={LATEST.notices} />
              </Section>
            )}
          </div>
        </div>
      </div>
    </PageOf>
  )
}

/** What the page's channels hold, for as long as the browser has not joined them. */
async function firstLook(visitor: PageVisitor) {
  const { person } = visitor
  const { id, orgId } = person
  const [notifications, announcements, notices] = await Promise.all([
    readLatest(visitor, channels.notification.for({ userId: id }), LATEST.notifications),
    orgId ? readLatest(visitor, channels.org.announcements.for({ orgId }), LATEST.announcements) : undefined,
    isOperator(person) ? readLatest(visitor, channels.lobby, LATEST.notices) : undefined,
  ])
  return { notifications, announcements, notices }
}

/** The people of the teams whose people the visitor may see. */
async function teammatesOf(visitor: PageVisitor): Promise<Teammate[]> {
  const { id, teamIds } = visitor.person
  const seen = teamIds.filter((teamId) => mayRead(visitor, channels.team.people.for({ teamId })))
  const members = await peopleOfTeam(...seen)
  return members.filter((other) => other.id !== id).map((other) => ({ id: other.id, name: other.name }))
}
