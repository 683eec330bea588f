import { PageHeader } from "@/components/dashboard/page-header"
import { NoticeList } from "@/components/lobby/notice-list"
import { AnnounceForm } from "@/components/notifications/announce-form"
import { AnnouncementList } from "@/components/notifications/announcement-list"
import { NotificationList } from "@/components/notifications/notification-list"
import { type Teammate, Teammates } from "@/components/notifications/teammates"
import { PostList } from "@/components/posts/post-list"
import { Section } from "@/components/ui/section"
import { isAdmin, isOperator } from "@/lib/administration/admin-rules"
import { requirePerson } from "@/lib/auth/session"
import { peopleOfTeam } from "@/lib/people/directory"
import { organisationName } from "@/lib/people/organisations"
import type { Person } from "@/lib/people/person"
import { postsFor } from "@/lib/posts/posts"

/** What concerns one person: their notifications, their organisation's announcements, their teammates. */
export default async function YouPage() {
  const person = await requirePerson()
  const { id, orgId } = person
  const teammates = await teammatesOf(person)
  const posts = postsFor(person)
  return (
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
          <NotificationList userId={id} />
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
              <AnnouncementList orgId={orgId} />
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
              <NoticeList />
            </Section>
          )}
        </div>
      </div>
    </div>
  )
}

/** People who share a team with somebody. */
async function teammatesOf({ id, teamIds }: Person): Promise<Teammate[]> {
  const members = await peopleOfTeam(...teamIds)
  return members.filter((other) => other.id !== id).map((other) => ({ id: other.id, name: other.name }))
}
