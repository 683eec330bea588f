import { expect, test } from "vitest"
import { kernelQueueOf } from "./kernel-queue"

// Port 3700 is 0E74.
const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0E74 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:0E74 0100007F:C001 01 00000100:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
   2: 0100007F:0E74 0100007F:C002 04 00010000:00000000 01:00000014 00000000     0        0 0 1 0 20 4 30 10 -1
   3: 0100007F:0E74 0100007F:C003 06 00000000:00000000 03:00001000 00000000     0        0 0 3 0
   4: 0100007F:C001 0100007F:0E74 01 00000500:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1
`

test("queues of a server's sockets are added up, also of those without a process", () => {
  expect(kernelQueueOf(text, 3700)).toEqual({ bytes: 0x100 + 0x10000, sockets: 2 })
})

test("a port that nobody uses holds nothing", () => {
  expect(kernelQueueOf(text, 3701)).toEqual({ bytes: 0, sockets: 0 })
})
