/** The attacks of the gallery, in the order in which the page shows them. To add one, add it to its group. */
import type { Attack, AttackGroup } from "./attack"
import { channelAttacks } from "./channels"
import { messageAttacks } from "./messages"
import { requestAttacks } from "./requests"
import { serverAttacks } from "./server"
import { tokenAttacks } from "./tokens"

export const attackGroups: readonly AttackGroup[] = [
  tokenAttacks,
  channelAttacks,
  messageAttacks,
  requestAttacks,
  serverAttacks,
]

/** All of them. */
export const attacks: readonly Attack[] = attackGroups.flatMap((group) => group.attacks)
