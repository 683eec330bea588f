/** For tests: a small tree, as a browser sees it. */
import { z } from "zod"
import { channel, defineChannels } from "../core/define"
import { createProxyClient } from "./channel-proxy"

const text = z.object({ text: z.string() })

const tree = defineChannels({
  "team.{teamId}.chat": channel(text, { publish: true }),
  "floor.{floorId}": channel(text, { presence: { state: z.object({ x: z.number() }) } }),
  "admin.logs": channel(text),
})

export const channels = createProxyClient<typeof tree>()
