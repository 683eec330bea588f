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
  local after = redis.pcall('XRANGE', log, '(' .. id, '+', 'COUNT', 8)
  for _, entry in ipairs(after) do
    local name, n, before = entry[2][1], tonumber(entry[2][2]), entry[2][4]
    -- What is no message of ours tells nothing.
    if name == 'n' and n then return n - 1 > number or (n - 1 == number and before == id) end
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
