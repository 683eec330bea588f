/**
 * Commands that both back ends must answer alike, in the order in which they are sent. What they answer is
 * what a real Redis answers: nothing is written down here.
 */
import type { Word } from "./upstash-rest"

type Recording = readonly (readonly Word[])[]

const strings = [
  ...recorded(`
    SET a 1 | GET a | GET missing | SET a 2 NX | SET b 2 NX | SET missing 1 XX | SET a 3 XX
    SET a 4 GET | SET new 1 GET | SET a x NX GET | SET a 5 EX 100 | TTL a | SET a 6 KEEPTTL | TTL a
    SET a 7 | TTL a | SET a 1 PX 100000 | TTL a | SET a 1 EXAT 99999999999 | SET a 1 PXAT 99999999999999
    SET a 1 EX 0 | SET a 1 EX -1 | SET a 1 EX x | SET a 1 EX | SET a 1 EX 10 PX 10 | SET a 1 NX XX
    SET a 1 KEEPTTL EX 10 | SET a 1 FOO | SET a | SET | SET past 1 PXAT 1 | GET past | DBSIZE
    SETNX a 1 | SETNX c 1 | SETEX a 10 v | TTL a | SETEX a 0 v | SETEX a x v | PSETEX a 10000 v
    PSETEX a -5 v | GETSET a new | GETSET nothing 1 | TTL a | GETDEL a | GETDEL a | SET a 1
    GETEX a EX 100 | TTL a | GETEX a PERSIST | TTL a | GETEX a | GETEX a FOO | GETEX a EX 0
    GETEX missing EX 1 | GETEX a EX 1 PERSIST | MSET a 1 b 2 | MSET a | MSET a 1 b | MGET a b missing
    MGET | MSETNX a 1 z 1 | MSETNX y 1 z 1 | INCR n | INCR n | INCRBY n 10 | DECR n | DECRBY n 5
    INCRBY n -3 | INCRBY n x | INCRBY n 1.5 | INCRBY n 9223372036854775807 | SET n 9223372036854775807
    INCR n | SET n abc | INCR n | SET n 01 | INCR n
  `),
  ["SET", "n", " 1"],
  ...recorded(`
    INCR n | DECRBY n -9223372036854775808 | APPEND s hello | APPEND s world | STRLEN s | STRLEN missing
    SET u né🎉 | STRLEN u | GETRANGE s 0 4 | GETRANGE s -5 -1 | GETRANGE s 5 100 | GETRANGE s 3 1
    GETRANGE missing 0 1 | GETRANGE s -1 -5 | GETRANGE s -100 2 | HSET h f v | GET h | INCR h
    APPEND h x | STRLEN h | MGET h a | GETSET h x | GETDEL h | GETEX h | SET h 1 GET | SET h 1 | GET h
    INCRBY | STRLEN | SET big 9223372036854775700 | INCRBY big 7 | DECRBY big 9007199254740995
  `),
  ["SET", "number", 1.5],
  ["GET", "number"],
  ["SET", "boolean", true],
  ["GET", "boolean"],
  ["SET", "", "empty key"],
  ["GET", ""],
  ["SET", "empty", ""],
  ...recorded(`
    GET empty | STRLEN empty
  `),
]

const keys = [
  ...recorded(`
    MSET a 1 b 2 c 3 | DEL a missing b | DEL a | DEL | UNLINK c missing | MSET a 1 b 2
    EXISTS a b a missing | EXISTS | TYPE a | TYPE missing | HSET h f v | TYPE h | SADD s m | TYPE s
    ZADD z 1 m | TYPE z | RPUSH l x | TYPE l | XADD x 1-1 f v | TYPE x | DBSIZE | DBSIZE x
    EXPIRE a 100 | TTL a | EXPIRE missing 100 | EXPIRE a 200 NX | EXPIRE a 200 XX | EXPIRE a 100 GT
    EXPIRE a 300 GT | EXPIRE a 400 LT | EXPIRE a 50 LT | TTL a | EXPIRE b 100 GT | EXPIRE b 100 LT
    EXPIRE b 100 XX | EXPIRE a 1 NX XX | EXPIRE a 1 GT LT | EXPIRE a 1 NX GT | EXPIRE a 1 FOO
    EXPIRE a x | EXPIRE a | EXPIRE a 9223372036854775807 | PEXPIRE a 100000 | TTL a | PERSIST a
    PERSIST a | PERSIST missing | TTL a | TTL missing | PTTL a | PTTL missing | EXPIREAT a 99999999999
    EXPIRETIME a | PEXPIREAT a 99999999999999 | PEXPIRETIME a | EXPIRETIME missing | EXPIREAT a 1
    EXISTS a | EXPIRE b -1 | EXISTS b | MSET user:1 a user:2 b team:1 c | KEYS user:* | KEYS *:1
    KEYS user:? | KEYS user:[12] | KEYS user:[^1] | KEYS user:[1-2] | KEYS nothing* | SET star* 1
  `),
  ["KEYS", "star\\*"],
  ...recorded(`
    KEYS *r*:*1 | KEYS | SCAN 0 MATCH user:* COUNT 1000 | SCAN 0 TYPE hash COUNT 1000 | SCAN x
    SCAN 0 COUNT 0 | SCAN 0 FOO | SCAN 0 COUNT x | RENAME user:1 user:3 | GET user:3 | RENAME missing x
    RENAME user:3 user:3 | EXPIRE user:3 100 | RENAME user:3 user:2 | TTL user:2 | GET user:2
    RENAMENX user:2 team:1 | RENAMENX user:2 fresh | RENAMENX missing x | FLUSHDB | DBSIZE | SET a 1
    FLUSHALL FOO | FLUSHALL ASYNC | DBSIZE | PING | PING hello | PING a b | ECHO hi | ECHO | NOSUCH
    nosuch a b c
    NOSUCH xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx y
  `),
  ["", "a"],
  ...recorded(`
    GET a b
  `),
]

const hashes = [
  ...recorded(`
    HSET h a 1 b 2 | HSET h a 2 c 3 | HSET h a | HSET h a 1 b | HSET h | HMSET h x 1 y 2 | HMSET h x
    HSETNX h a 9 | HSETNX h new 9 | HGET h a | HGET h missing | HGET missing a | HMGET h a missing b
    HMGET missing a b | HMGET h | HGETALL h | HGETALL missing | HDEL h a missing | HDEL missing a
    HEXISTS h b | HEXISTS h a | HLEN h | HLEN missing | HKEYS h | HVALS h | HKEYS missing | HSTRLEN h b
    HSTRLEN h zz | HINCRBY h n 5 | HINCRBY h n -2 | HINCRBY h n x | HINCRBY h n 9223372036854775807
    HSET h t text | HINCRBY h t 1 | HSCAN h 0 | HSCAN h 0 MATCH [bc] | HSCAN missing 0 | HSCAN h x
    HSCAN h 0 COUNT 0 | HDEL h b c n t new x y | EXISTS h | SET s 1 | HSET s a 1 | HGET s a | HGETALL s
    HDEL s a | HINCRBY s a 1 | HSETNX s a 1 | HLEN s | HSCAN s 0
  `),
]

const sets = [
  ...recorded(`
    SADD s a b c | SADD s a d | SADD s | SMEMBERS s | SMEMBERS missing | SISMEMBER s a | SISMEMBER s z
    SISMEMBER missing z | SMISMEMBER s a z b | SMISMEMBER missing a b | SCARD s | SCARD missing
    SREM s a z | SREM missing a | SPOP missing | SPOP missing 2 | SPOP s 0 | SPOP s -1 | SPOP s x
    SADD one x | SRANDMEMBER one | SRANDMEMBER one 5 | SRANDMEMBER one -3 | SRANDMEMBER missing
    SRANDMEMBER missing 2 | SPOP one | EXISTS one | SPOP s 10 | EXISTS s | SADD x 1 2 3 | SADD y 2 3 4
    SUNION x y | SINTER x y | SDIFF x y | SUNION x missing | SINTER x missing | SDIFF missing x
    SUNIONSTORE d x y | SCARD d | SINTERSTORE d x y | SMEMBERS d | SDIFFSTORE d x x | EXISTS d
    SDIFFSTORE x x y | SMEMBERS x | SSCAN y 0 | SSCAN y 0 MATCH [23] | SET str 1 | SADD str a
    SMEMBERS str | SPOP str | SUNION x str | SREM str a
  `),
]

const sortedSets = [
  ...recorded(`
    ZADD z 1 a 2 b 3 c | ZADD z 5 a | ZADD z CH 6 a 1 d | ZADD z NX 9 a 9 e | ZADD z XX 7 a 7 nobody
    ZADD z GT CH 1 a | ZADD z GT CH 8 a | ZADD z LT CH 9 a | ZADD z LT CH 2 a | ZADD z INCR 5 a
    ZADD z NX INCR 5 a | ZADD z XX INCR 1 nobody | ZADD z GT INCR -1 a | ZADD z NX XX 1 a
    ZADD z GT LT 1 a | ZADD z NX GT 1 a | ZADD z INCR 1 a 2 b | ZADD z x a | ZADD z 1 | ZADD z 1 a 2
    ZADD z FOO 1 a | ZADD z nan a | ZADD z inf top -inf bottom | ZRANGE z 0 -1 WITHSCORES | ZSCORE z a
    ZSCORE z nobody | ZSCORE missing a | ZADD z 1.5 half -0.25 quarter 1e3 thousand | ZSCORE z half
    ZSCORE z quarter | ZSCORE z thousand | ZMSCORE z a nobody | ZMSCORE missing a | ZCARD z
    ZCARD missing | ZINCRBY z 2.5 a | ZINCRBY z x a | ZINCRBY z 1 fresh | ZADD z NX INCR -inf top | ZINCRBY z -inf top
    ZREM z top bottom nobody | ZREM missing a | ZCOUNT z 0 5 | ZCOUNT z (2 5 | ZCOUNT z -inf +inf
    ZCOUNT z x 5 | ZCOUNT missing x 5 | ZRANK z b | ZREVRANK z b | ZRANK z nobody | ZREVRANK missing b
    ZRANGE z 0 1 | ZRANGE z -2 -1 | ZRANGE z 5 1 | ZRANGE z 0 100 | ZRANGE z 0 1 REV
    ZRANGE z 0 -1 REV WITHSCORES | ZRANGE z x 1 | ZRANGE z 1 5 BYSCORE | ZRANGE z 5 1 BYSCORE REV
    ZRANGE z (1 (5 BYSCORE WITHSCORES | ZRANGE z -inf +inf BYSCORE LIMIT 1 2
    ZRANGE z -inf +inf BYSCORE LIMIT 1 -1 | ZRANGE z -inf +inf BYSCORE LIMIT -1 2
    ZRANGE z 0 1 LIMIT 0 1 | ZRANGE z 0 1 FOO | ZRANGE z x 1 BYSCORE | ZRANGE z 0 | ZREVRANGE z 0 1
    ZREVRANGE z 0 1 WITHSCORES | ZREVRANGE z 0 1 BYSCORE | ZREVRANGE missing 0 1 | ZRANGEBYSCORE z 1 5
    ZRANGEBYSCORE z 1 5 WITHSCORES LIMIT 0 2 | ZREVRANGEBYSCORE z 5 1 | ZRANGEBYSCORE missing 1 5
    ZADD lex 0 a 0 b 0 c 0 d | ZRANGE lex [b [c BYLEX | ZRANGE lex - + BYLEX | ZRANGE lex (a (d BYLEX
    ZRANGE lex + - BYLEX REV | ZRANGE lex - + BYLEX LIMIT 1 2 | ZRANGE lex b c BYLEX
    ZRANGE lex [b [c BYLEX WITHSCORES | ZRANGEBYLEX lex [b + | ZREVRANGEBYLEX lex + [b
    ZRANGEBYLEX lex + - | ZLEXCOUNT lex - [b | ZREMRANGEBYLEX lex [b [c | ZRANGE lex 0 -1
    ZREMRANGEBYSCORE z (1 2 | ZREMRANGEBYSCORE z x 2 | ZREMRANGEBYRANK z 0 1 | ZREMRANGEBYRANK z x 1
    ZRANGE z 0 -1 WITHSCORES | ZPOPMIN z | ZPOPMAX z | ZPOPMIN z 2 | ZPOPMAX z 0 | ZPOPMIN z -1
    ZPOPMIN missing | ZPOPMIN z x | ZPOPMAX z 100 | EXISTS z | ZSCAN lex 0 | ZSCAN lex 0 MATCH a
  `),
  ["ZADD", "bytes", 0, "é", 0, "z", 0, "🎉", 0, "A"],
  ...recorded(`
    ZRANGE bytes 0 -1 | SET s 1 | ZADD s 1 a | ZRANGE s 0 -1 | ZINCRBY s 1 a | ZREM s a | ZCARD s
    ZCOUNT s 0 1 | ZPOPMIN s
  `),
]

const lists = [
  ...recorded(`
    RPUSH l a b c | LPUSH l z y | LRANGE l 0 -1 | LRANGE l 1 2 | LRANGE l -2 -1 | LRANGE l 5 10
    LRANGE l 2 1 | LRANGE l -100 100 | LRANGE missing 0 -1 | LRANGE l x 1 | LLEN l | LLEN missing
    LINDEX l 0 | LINDEX l -1 | LINDEX l 99 | LINDEX missing 0 | LINDEX l x | LPOP l | RPOP l | LPOP l 2
    RPOP l 5 | EXISTS l | LPOP l | LPOP l 2 | RPOP l 0 | RPUSH l a b a c a | LPOP l -1 | LPOP l x
    LPOP l 0 | LPOP l 1 2 | LREM l 1 a | LRANGE l 0 -1 | LREM l -1 a | LRANGE l 0 -1 | LREM l 0 a
    LREM l 0 nobody | LREM missing 0 a | LRANGE l 0 -1 | RPUSH l d e f | LTRIM l 1 2 | LRANGE l 0 -1
    LTRIM l -1 -1 | LRANGE l 0 -1 | LTRIM l 5 10 | EXISTS l | LTRIM missing 0 1 | LPUSHX l a
    RPUSHX l a | RPUSH l a | LPUSHX l b | RPUSHX l c | LSET l 0 B | LSET l 9 x | LSET missing 0 x
    LSET l x y | LRANGE l 0 -1 | LPUSH l | SET s 1 | LPUSH s a | LRANGE s 0 1 | LPOP s | LLEN s
    LREM s 0 a | LTRIM s 0 1 | LINDEX s 0 | LPUSHX s a
  `),
]

const streams = [
  ...recorded(`
    XADD s 1-1 a 1 | XADD s 1-2 b 2 c 3 | XADD s 1-2 d 4 | XADD s 0-0 d 4 | XADD s 2 e 5
    XADD s 2-* f 6 | XADD s 1-* f 6 | XADD s 5-* f 7 | XADD s x f 1 | XADD s * f | XADD s * f 1 g
    XADD s 9-9 | XADD none NOMKSTREAM * f 1 | EXISTS none | XADD s NOMKSTREAM 6-0 g 1 | XLEN s
    XLEN missing | XRANGE s - + | XRANGE s 1-2 2 | XRANGE s 1 1 | XRANGE s (1-1 + | XRANGE s - (2-0
    XRANGE s (1 (2 | XRANGE s (- + | XRANGE s - + COUNT 2 | XRANGE s - + COUNT 0 | XRANGE s - + COUNT -1
    XRANGE s - + COUNT x | XRANGE s - + FOO | XRANGE s - + COUNT | XRANGE s x + | XRANGE s 5 1
    XRANGE missing - + | XREVRANGE s + - | XREVRANGE s + - COUNT 1 | XREVRANGE s (6-0 (1-1
    XREVRANGE s + (1-2 | XRANGE s (18446744073709551615-18446744073709551615 + | XRANGE s - (0-0
    XDEL s 1-1 | XDEL s 1-1 99-1 | XDEL s x | XDEL missing 1-1 | XINFO STREAM s | XTRIM s MAXLEN 2
    XRANGE s - + | XINFO STREAM s | XTRIM s MINID 6 | XLEN s | XINFO STREAM s | XTRIM s MAXLEN = 0
    XLEN s | EXISTS s | XINFO STREAM s | XADD s 3-3 a 1 | XADD s 7-7 a 1 | XADD s MAXLEN 1 8-1 b 1
    XADD s MAXLEN = 1 8-2 c 1 | XADD s MINID 8-2 8-3 d 1 | XRANGE s - + | XADD s MAXLEN -1 9-1 a 1
    XADD s MAXLEN x 9-1 a 1 | XADD s MAXLEN 5 LIMIT 1 9-1 a 1 | XADD s MAXLEN ~ 5 LIMIT 10 9-1 a 1
    XTRIM s | XTRIM s FOO 1 | XTRIM s MAXLEN | XTRIM missing MAXLEN 1 | XTRIM s MAXLEN 1 LIMIT 1
    XTRIM s MAXLEN 1 FOO | XREAD COUNT 1 STREAMS s 0 | XREAD STREAMS s 8-2 | XREAD STREAMS s $
    XREAD STREAMS missing 0 | XREAD STREAMS s missing 0 0 | XREAD STREAMS s | XREAD STREAMS s a 0
    XREAD FOO s 0 | XREAD STREAMS s x | XREAD COUNT x STREAMS s 0 | XREAD COUNT 0 STREAMS s 8-2
    XREAD BLOCK 0 STREAMS s $ | XREAD COUNT 1 BLOCK 10 STREAMS s $ | SET str 1 | XADD str * a 1
    XADD str x a 1 | XRANGE str - + | XLEN str | XDEL str 1-1 | XTRIM str MAXLEN 1 | XINFO STREAM str
    XINFO STREAM missing | XINFO | XINFO FOO | XINFO STREAM | XREAD STREAMS str 0 | XADD empty 1-1 a 1
    XDEL empty 1-1 | XLEN empty | EXISTS empty | XADD empty 1-1 a 1 | XRANGE empty - +
    XREAD STREAMS empty 0
  `),
  ["XADD", "text", "1-1", "é 🎉", "a,b\nc"],
  ...recorded(`
    XRANGE text - + | XADD s * a 1 | XADD s 18446744073709551615-18446744073709551615 a 1 | XADD s * a 1
    XADD s 18446744073709551616 a 1
  `),
]

const pubsub = [
  ...recorded(`
    PUBLISH nobody hello | PUBLISH c | PUBSUB CHANNELS | PUBSUB NUMSUB a b | PUBSUB NUMSUB
    PUBSUB NUMPAT | PUBSUB FOO | PUBSUB | PUBSUB NUMPAT x
  `),
]

const refusals = [
  ...recorded(`
    BLPOP l 0 | BRPOP l 0 | BLMOVE a b LEFT LEFT 0 | BZPOPMIN z 0 | SUBSCRIBE c | PSUBSCRIBE c | MONITOR
    CONFIG GET maxmemory | SHUTDOWN NOSAVE | DEBUG SLEEP 10 | MULTI | EXEC | WATCH a | SELECT 1 | AUTH x
    HELLO 3 | QUIT | CLIENT KILL | SAVE | REPLICAOF no one | blpop l 0 | XREAD BLOCK 0 STREAMS s 0
    XREAD STREAMS block 0
  `),
]

/** The recordings by their subject. */
export const recordings: Record<string, Recording> = {
  strings,
  keys,
  hashes,
  sets,
  sortedSets,
  lists,
  streams,
  pubsub,
  refusals,
}

/** Commands between `|` or line breaks, their words between spaces. */
function recorded(text: string): Recording {
  return text
    .split(/[\n|]/)
    .map((command) => command.trim())
    .filter((command) => command !== "")
    .map((command) => command.split(" "))
}
