/**
 * Builds what a script can see, in Lua.
 *
 * It is called once with the tables `redis` and `cjson`, and answers two tables: the environment that scripts
 * run in, which they cannot change, and the one behind it, where KEYS and ARGV are put for each run.
 *
 * Like Redis' Lua 5.1: `unpack`, `table.getn`, `math.pow`, all numbers as doubles, `%d` for any number, `pcall`
 * that answers the text of a Redis error, unknown globals and changes of globals as errors.
 *
 * Not emulated: `bit`, `struct`, `cmsgpack`, `coroutine`, `load`, `loadstring`, `collectgarbage`, `setfenv`,
 * and the same `math.random` in every run. What Lua 5.3 adds (`//`, `&`, `goto`, `utf8` escapes) is not refused.
 */
export const prelude = `
local redis, cjson = ...
local tonumber, tostring, type, select, error = tonumber, tostring, type, select, error
local pcall, rawset, setmetatable, getmetatable, pairs = pcall, rawset, setmetatable, getmetatable, pairs
local format, gsub, rep, modf = string.format, string.gsub, string.rep, math.modf
local maxRepeated = 16 * 1024 * 1024

local protected = setmetatable({}, { __mode = "k" })

local function refuseChange()
  error("Attempt to modify a readonly table", 2)
end

local function protect(index, content)
  local proxy = setmetatable({}, {
    __index = index,
    __newindex = refuseChange,
    __pairs = function() return pairs(content) end,
    __metatable = false,
  })
  protected[proxy] = true
  return proxy
end

local function asFloat(first, ...)
  if type(first) == "number" then return first + 0.0, ... end
  return first, ...
end

-- Redis 7 hands the text of an error to scripts that catch one, not the table that redis.call raised.
local function flatten(ok, first, ...)
  if not ok and type(first) == "table" and first.err then return ok, first.err end
  return ok, first, ...
end

local function formatLikeC(pattern, ...)
  local values, at = { ... }, 0
  pattern = gsub(pattern, "%%([-+ #0]*%d*%.?%d*)(.)", function(flags, conversion)
    if conversion == "%" then return nil end
    at = at + 1
    local number = (conversion == "d" or conversion == "i") and tonumber(values[at])
    if not number then return nil end
    values[at] = modf(number)
    -- An integer of fengari ends at 32 bits, so larger ones are printed as floats without a fraction.
    if number >= 2147483648 or number < -2147483648 then return "%" .. flags .. ".0f" end
    return nil
  end)
  return format(pattern, table.unpack(values, 1, select("#", ...)))
end

local function copy(source, names)
  local target = {}
  for name in names:gmatch("%S+") do target[name] = source[name] end
  return target
end

local text = copy(string, "byte char find gmatch gsub len lower match reverse sub upper")
text.format = formatLikeC
text.rep = function(value, count, ...)
  if #value * count > maxRepeated then error("resulting string too large", 2) end
  return rep(value, count, ...)
end

local list = copy(table, "concat insert remove sort unpack")
list.getn = function(values) return #values end
list.maxn = function(values)
  local highest = 0
  for key in pairs(values) do
    if type(key) == "number" and key > highest then highest = key end
  end
  return highest
end

local numbers = { huge = math.huge, pi = math.pi, modf = modf }
for name in ("abs acos asin atan ceil cos deg exp floor fmod log max min rad random randomseed sin sqrt tan"):gmatch("%S+") do
  local run = math[name]
  numbers[name] = function(...) return asFloat(run(...)) end
end
numbers.pow = function(base, exponent) return base ^ exponent end
numbers.log10 = function(value) return math.log(value, 10) end
numbers.mod = numbers.fmod

local globals = copy(_G, "assert error getmetatable ipairs next pairs rawequal rawget select setmetatable tostring type xpcall")
globals._VERSION = "Lua 5.1"
globals.unpack = table.unpack
globals.pcall = function(run, ...) return flatten(pcall(run, ...)) end
globals.rawset = function(target, key, value)
  if protected[target] then error("Attempt to modify a readonly table", 0) end
  return rawset(target, key, value)
end
globals.tonumber = function(value, base)
  if base == nil then return asFloat(tonumber(value)) end
  return asFloat(tonumber(tostring(value), base))
end
for name, content in pairs({ redis = redis, cjson = cjson, string = text, table = list, math = numbers }) do
  globals[name] = protect(content, content)
end

local stringMethods = getmetatable("")
stringMethods.__index = text
stringMethods.__metatable = false

local environment = protect(function(_, name)
  local value = globals[name]
  if value == nil then
    error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
  end
  return value
end, globals)
globals._G = environment

return environment, globals
`
