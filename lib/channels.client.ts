/** The browser's view of the channels: the tree's type and no list, so that no page downloads it. */
import type { channels as tree } from "./channels"
import { createProxyClient } from "./sock8/client/channel-proxy"

export const channels = createProxyClient<typeof tree>()
