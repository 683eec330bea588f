/** Lua: `now()`, the clock of Redis in milliseconds since 1970. An instance's own may be wrong. */
export const NOW = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`
