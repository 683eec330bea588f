/**
 * Lua that notices, in whatever is said or read on a channel, that Redis has lost messages of it: a replica that was
 * behind has taken over. Then the channel begins another epoch before anything else happens, so that whoever comes
 * back with a cursor of the old one is told a gap, also where the numbers fit. What has an id up to the cut belongs
 * to the epochs before.
 *
 * `renew(position, log, a, epoch)` takes from ARGV[a] on what a process knows of the channel: epoch ("" for nothing),
 * number and id of a message that Redis has, or had. `epoch` is the name of the next one.
 */
export const TAKEN_BACK = `
-- More was said since, on both sides of the loss: what comes next after the known message must name it.
local function isFollowed(log, number, id)
  local last = id
  -- One by one: bodies are long, and the first tells, unless it is no message of ours.
  for _ = 1, 8 do
    local entry = redis.pcall('XRANGE', log, '(' .. last, '+', 'COUNT', 1)[1]
    if not entry then return true end
    local fields = entry[2]
    local n = fields[1] == 'n' and fields[3] == 'p' and tonumber(fields[2])
    if n then return n - 1 > number or (n - 1 == number and fields[4] == id) end
    last = entry[1]
  end
  return true
end

local function renew(position, log, a, epoch)
  local number, id = tonumber(ARGV[a + 1]), ARGV[a + 2]
  local head = redis.call('HMGET', position, 'epoch', 'n', 'id')
  if head[1] ~= ARGV[a] or (head[3] or '0-0') == id then return end
  if tonumber(head[2] or '0') > number and isFollowed(log, number, id) then return end
  redis.call('HSET', position, 'epoch', epoch, 'cut', id)
end
`
