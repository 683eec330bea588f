import type { RealtimeError } from "./realtime-error"

/** The one state of a client. `attempt` counts failures since a stream last held, from 0. */
export type ConnectionState =
  | { readonly state: "idle" }
  | { readonly state: "connecting"; readonly attempt: number }
  | { readonly state: "open"; readonly connection: string; readonly identity: string | null }
  | {
      readonly state: "waiting"
      readonly attempt: number
      /** Milliseconds since 1970, by this browser's clock. */
      readonly retryAt: number
      readonly error: RealtimeError
    }
  | { readonly state: "refused"; readonly error: RealtimeError }
