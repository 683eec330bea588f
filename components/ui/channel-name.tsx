/** The name of a channel, always in the same type, so that one learns to see them. */
export function ChannelName({ children }: { children: string }) {
  return <code className="font-mono text-[0.8125rem] text-ink-soft [overflow-wrap:anywhere]">{children}</code>
}
