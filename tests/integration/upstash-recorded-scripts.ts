/** Scripts that both back ends must answer alike; see upstash-recordings.ts. */
import { createHash } from "node:crypto"
import type { Word } from "./upstash-rest"

/** One script a line, run without keys and arguments. Later ones find what earlier ones have stored. */
const bareScripts = `
return 1
return
return nil
return true
return false
return {3.99, -3.99, 'x', true, false, {1}}
return {1, 2, nil, 4}
return 1e20
return {ok = 'fine'}
return {err = 'plain text'}
return {a = 1}
return function() end
return redis.call('GET', 'missing')
return type(redis.call('GET', 'missing'))
return redis.call('SET', 'n', 1.5)['ok']
redis.call('SET', 'n', 1e12) return redis.call('GET', 'n')
redis.call('SET', 'n', 1732147200000 * 1000) return redis.call('GET', 'n')
return redis.call('TYPE', 'n')
return redis.call('PING')['ok']
return redis.call('HSET', 'h', 'a', 1, 'b', 2)
return redis.call('HGETALL', 'h')
return #redis.call('HMGET', 'h', 'a', 'zz', 'b')
return redis.call('HMGET', 'h', 'a', 'zz', 'b')
return redis.call('HGET', 'n', 'x')
return redis.pcall('HGET', 'n', 'x')
return redis.pcall('HGET', 'n', 'x')['err']
return {1, redis.pcall('HGET', 'n', 'x')}
local ok, e = pcall(redis.call, 'HGET', 'n', 'x') return e
local ok, e = pcall(redis.call, 'NOPE') return e
error({err = 'MY thing'})
error()
local ok, e = pcall(error, 'x') return {tostring(ok), e}
local ok, e = pcall(function() error('x') end) return e
return foo
foo = 1
string.foo = 1
redis.foo = 1
rawset(_G, 'foo', 1)
return nil + 1
local t = {} return t.x.y
local t = {} t.x()
return {} < 1
return #5
return 'a' + 1
return redis.call()
return redis.call('NOPE')
return redis.call('GET')
return redis.call('GET', {})
return redis.call('GET', true)
return redis.call('EVAL', 'return 1', 0)
return redis.call('SUBSCRIBE', 'x')
return redis.call('CONFIG', 'GET', 'x')
return redis.call('SCRIPT', 'FLUSH')
return redis.pcall('NOPE')
return redis.pcall('GET')
return redis.error_reply('My Err')
return redis.error_reply('-ERR Err')
return redis.status_reply('FINE')
return redis.status_reply()
return redis.error_reply(1)
return redis.sha1hex('')
return redis.sha1hex()
return redis.sha1hex('é')
redis.log(redis.LOG_WARNING, 'x')
return {tostring(10/2), tostring(1e15), tostring(1e14), tostring(123456789012345), 10/3 .. '', 1/0 .. '', -1/0 .. '', 2^53 .. '', 1e100 .. '', 0.1 .. '', 0.00001 .. '', 1732147200000 .. ''}
return {tonumber('10') * 3 .. '', tonumber('0x10') .. '', tonumber('ff', 16) .. '', tostring(tonumber('x')), tonumber(' 5 ') .. '', tonumber('1e3') .. '', 7 % 3 .. '', -7 % 3 .. '', 2147483647 * 2 .. '', #'é' .. ''}
return {math.floor(3.7), math.floor(-3.5), math.ceil(3.2), math.max(1, 5, 3), math.min(4, 2), math.abs(-3), math.pow(2, 10), math.fmod(7, 3), math.floor(1732147200000 / 1000) * 1000000 .. ''}
return {string.format('%d %5d|%-5d|%05d %s %s %5.2f %x %q %%', 3.7, 42, 42, 42, 1.0, 'x', 1.005, 255, 'q'), string.format('%d', 1732147200000), string.format('%s', 1e15)}
return {('x'):rep(3), ('abc'):upper(), ('a,b'):find(',', 1, true), ('hello'):sub(2, 3), ('k=v'):match('(%w+)=(%w+)')}
local r = {} for w in ('a b c'):gmatch('%a') do r[#r + 1] = w end return r
return {('aXbX'):gsub('X', '-')}
return {('abc'):byte(1, -1)}
return {unpack({1, 2, 3})}
return table.getn({1, 2, 3})
local t = {3, 1, 2} table.sort(t) table.insert(t, 4) table.remove(t, 1) return {table.concat(t, ','), #t}
return {select('#', 1, nil, 3), select(2, 'a', 'b')}
local s = 0 for i = 10, 1, -2 do s = s + i end return s
local r = {} for i, v in ipairs({'a', 'b'}) do r[#r + 1] = i .. v end return r
local t = setmetatable({}, {__index = function(_, k) return k .. '!' end}) return t.x
return {type(nil), type(1), type('x'), type({}), type(print), type(redis.call)}
return {type(1), type('x'), type({}), type(redis.call), _VERSION}
return cjson.encode({a = {}})
return cjson.encode({1, 2, 3})
return cjson.encode({[1] = 1, [3] = 3})
return cjson.encode({[1] = 1, [30] = 3})
return cjson.encode({[1.5] = 1})
return cjson.encode('x')
return cjson.encode(nil)
return cjson.encode(function() end)
return cjson.encode(1/0)
return cjson.encode({a = {b = {1, {c = 'd'}}}})
return cjson.decode('[null,1]')
return cjson.decode('')
return cjson.decode('hello')
local ok, e = pcall(cjson.decode, 'nope') return {tostring(ok), e}
return string.reverse('ab')
retur 1
redis.call('SET', 'partial', 1) error('late')
for i = 1, 250 do redis.call('XADD', 'long', 'MAXLEN', '~', 100, i .. '-1', 'f', 'v') end return redis.call('XLEN', 'long')
local t = redis.call('TIME') return #t
return redis.call('XADD', 's', '1-1', 'f', 'v')
return redis.call('XRANGE', 's', '-', '+')
`

const calls: (readonly Word[])[] = [
  ["EVAL", "return KEYS[1] .. ARGV[1]", 1, "k", "v"],
  ["EVAL", "return {KEYS, ARGV}", 2, "a", "b", "c"],
  ["EVAL", "return redis.call('SET', KEYS[1], ARGV[1])", 1, "k", "v"],
  ["EVAL", "return redis.call('GET', KEYS[1])", 1, "k"],
  ["GET", "n"],
  ["EVAL", "local x = 1\nerror('boom')", 0],
  ["EVAL", "local x\nreturn x.y", 0],
  ["EVAL", "\n\nreturn redis.call('INCR', 'h')", 0],
  ["EVAL", "return cjson.encode({1.5, 2, 10/3, 1e15, 1e20, true, false, cjson.null, 'é/\"\\\\\\n\\1'})", 0],
  [
    "EVAL",
    "local v = cjson.decode(ARGV[1]) return {v.a, v.b[2], v.c.d, tostring(v.e), tostring(v.f == cjson.null)}",
    0,
    '{"a":1,"b":[1,"é🎉"],"c":{"d":"x\\u00e9"},"e":true,"f":null}',
  ],
  ["EVAL", "return cjson.encode(cjson.decode(ARGV[1]))", 0, '[1,"a",{"k":[]},[],null,1.5]'],
  ["EVAL", "return ARGV[1] .. #ARGV[1]", 0, "é🎉"],
  ["EVAL", "return string.sub(ARGV[1], 1, 2)", 0, "é🎉"],
  ["EVAL", '-- a comment with 1 and \'quote\nlocal s = [[long 1 ]] return s .. 0x10 .. "1 2"', 0],
  ["EVAL", "return 1", 2],
  ["EVAL", "return 1", -1],
  ["EVAL", "return 1", "x"],
  ["EVAL", "return 1"],
  ["EVALSHA", "abc", "0"],
  ["EVALSHA", "abc", "1"],
  ["EVALSHA", sha1("return 1"), 0],
  ["EVALSHA", sha1("return 1").toUpperCase(), 0],
  ["SCRIPT", "LOAD", "return 'loaded'"],
  ["EVALSHA", sha1("return 'loaded'"), 0],
  ["SCRIPT", "EXISTS", sha1("return 1"), "abc"],
  ["SCRIPT", "LOAD", "return {"],
  ["SCRIPT"],
  ["SCRIPT", "FOO"],
  ["SCRIPT", "LOAD"],
  ["SCRIPT", "EXISTS"],
  ["EVAL_RO", "return redis.call('GET', 'n')", 0],
  ["EVAL_RO", "return redis.call('SET', 'n', 1)", 0],
  ["EVAL_RO", "return redis.call('PUBLISH', 'c', 'm')", 0],
  ["EVAL", "#!lua flags=no-writes\nreturn redis.call('SET', 'a', 'b')", 0],
  ["EVAL", "#!lua\nreturn KEYS[1]", 1, "k"],
  ["EVAL", "#!lua flags=allow-key-locking\nreturn redis.call('INCR', 'locked')", 0],
  ["SCRIPT", "LOAD", "#!lua flags=allow-key-locking\nreturn ARGV[1]"],
  ["EVALSHA", sha1("#!lua flags=allow-key-locking\nreturn ARGV[1]"), 0, "x"],
  ["EVAL", "#!lua flags=allow-key-locking\nreturn redis.call('HGET', 'n')", 0],
  ["SCRIPT", "FLUSH"],
  ["SCRIPT", "EXISTS", sha1("return 1")],
  ["GET", "partial"],
  [
    "EVAL",
    "for i = 1, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end return redis.call('LRANGE', KEYS[1], 0, -1)",
    1,
    "pushed",
    "a",
    "b",
  ],
]

/** Everything that scripts are asked, in order. */
export const scriptRecording: readonly (readonly Word[])[] = [
  ...bareScripts
    .trim()
    .split("\n")
    .map((source) => ["EVAL", source, 0]),
  ...calls,
]

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex")
}
