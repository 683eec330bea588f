/** Resolves when what can go on without another step has gone on. */
export async function settled(): Promise<void> {
  await new Promise(setImmediate)
  await new Promise(setImmediate)
}
