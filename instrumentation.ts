/** Next calls this once per server process, before the first request. What is started: `lib/start.ts`. */
export async function register(): Promise<void> {
  // The Edge sandbox of middleware.ts calls it too, and has no Node to start anything with.
  if (process.env.NEXT_RUNTIME === "nodejs" && process.env.NEXT_PHASE !== "phase-production-build") {
    const { startApp } = await import("./lib/start")
    await startApp()
  }
}
