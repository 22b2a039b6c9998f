// Programs for Redis. Each is one step that nothing comes between. Together they are the key table (keys/key-table.ts):
// a claim waits while an earlier one conflicts with it on some key, and is granted when none is left.
//
// KEYS due, lanes, claims, last. ARGV[1]: what the channels begin with on which claims are told that they are granted.
//
// due     by claim, when it runs out: milliseconds on Redis's clock.
// lanes   `<length>:<key>:<mode>:<place>:<claim>`, sorted, so that the oldest claim of a mode on a key comes first.
// claims  by claim, what it is (JSON); `<claim>:waits`, on how many keys it waits; `<claim>:token`, once it is granted.
// last    the last number drawn, for a place or a token.
//
// Each begins with a write that does not grow: Redis refuses those that do when its memory is full, but only as a
// script's first one. So leases are renewed and given back even then; `enter` begins with one that grows.
//
// While one runs, nobody else is served: of claims with very many keys it takes out some, and the rest another time.

const common = `
local due, lanes, claims, last = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call('TIME')
local us = tonumber(time[1]) * 1000000 + tonumber(time[2])
local ms = math.floor(us / 1000)
local against = {
  IS = { 'X' }, IX = { 'S', 'SIX', 'X' }, S = { 'IX', 'SIX', 'X' },
  SIX = { 'IX', 'S', 'SIX', 'X' }, X = { 'IS', 'IX', 'S', 'SIX', 'X' },
}

-- The time in microseconds, or one more than the last: grows although Redis may have lost the last.
local function draw()
  local number = math.max(tonumber(redis.call('GET', last) or '0') + 1, us)
  local text = string.format('%016.0f', number)
  redis.call('SET', last, text)
  return text
end

local function oldest(lane)
  local first = redis.call('ZRANGEBYLEX', lanes, '[' .. lane, '(' .. lane .. ':', 'LIMIT', 0, 1)[1]
  return first and string.sub(first, #lane + 1, #lane + 16)
end

local function oldestAgainst(key, mode)
  local found
  for _, other in ipairs(against[mode]) do
    local place = oldest(key .. other .. ':')
    if place and (not found or place < found) then found = place end
  end
  return found
end

local function grant(id, tell)
  local token = draw()
  redis.call('HDEL', claims, id .. ':waits')
  redis.call('HSET', claims, id .. ':token', token)
  if tell then redis.call('PUBLISH', ARGV[1] .. string.match(id, '^[^.]*'), id .. ' ' .. token) end
  return token
end

-- Claims that waited for the one that had this place, and for no older one, wait on this key no longer.
local function free(key, mode, place)
  local lane = key .. mode .. ':'
  local limit = oldestAgainst(key, mode)
  local upTo = limit and '(' .. lane .. limit .. ';' or '(' .. lane .. ':'
  for _, entry in ipairs(redis.call('ZRANGEBYLEX', lanes, '(' .. lane .. place .. ';', upTo)) do
    local id = string.sub(entry, #lane + 18)
    if redis.call('HINCRBY', claims, id .. ':waits', -1) == 0 then grant(id, true) end
  end
end

-- How many stakes this program has taken out, and after how many it takes out no further claim.
local spent, most = 0, 10000

local function leave(id)
  local text = redis.call('HGET', claims, id)
  redis.call('HDEL', claims, id, id .. ':waits', id .. ':token')
  redis.call('ZREM', due, id)
  if not text then return end
  local claim = cjson.decode(text)
  spent = spent + #claim.stakes
  for _, stake in ipairs(claim.stakes) do
    local key, mode = stake[1], stake[2]
    local lane = key .. mode .. ':'
    local wasOldest = oldest(lane) == claim.place
    redis.call('ZREM', lanes, lane .. claim.place .. ':' .. id)
    if wasOldest then
      for _, other in ipairs(against[mode]) do free(key, other, claim.place) end
    end
  end
end

local function sweep()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', ms, 'LIMIT', 0, 500)) do
    if spent < most then leave(id) end
  end
end

local function keep(id, ttl)
  redis.call('ZADD', due, string.format('%.0f', ms + ttl), id)
end

-- After how many milliseconds it is worth looking again, if no grant is published.
local function nextDue()
  local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
  return first[2] and math.max(0, tonumber(first[2]) - ms) or -1
end
`

/**
 * ARGV[2] claim, lease's time, claim as JSON, '1' if it was sent before. That is one claim with the first one: if Redis does not
 * have it, it may have been granted and have run out, and the answer is '-', for the news of that may still be under way.
 */
export const enter: string = `${common}
local id, ttl, text = ARGV[2], tonumber(ARGV[3]), ARGV[4]
redis.call('SETNX', last, '0')
sweep()
if redis.call('ZSCORE', due, id) then
  keep(id, ttl)
  return { redis.call('HGET', claims, id .. ':token') or '', nextDue() }
end
if ARGV[5] == '1' then return { '-', nextDue() } end
local claim = cjson.decode(text)
claim.place = draw()
local waits = 0
for _, stake in ipairs(claim.stakes) do
  if oldestAgainst(stake[1], stake[2]) then waits = waits + 1 end
end
for _, stake in ipairs(claim.stakes) do
  redis.call('ZADD', lanes, 0, stake[1] .. stake[2] .. ':' .. claim.place .. ':' .. id)
end
redis.call('HSET', claims, id, cjson.encode(claim))
keep(id, ttl)
if waits == 0 then return { grant(id, false), nextDue() } end
redis.call('HSET', claims, id .. ':waits', waits)
return { '', nextDue() }`

/** ARGV[2] and so on: claims. Answers with how many of them it took out, the first ones; at least one. */
export const leave: string = `${common}
for at = 2, #ARGV do
  leave(ARGV[at])
  if spent >= most then return at - 1 end
end
return #ARGV - 1`

/** ARGV[2] lease's time, then claims. Answers with those that are not there, or have run out. */
export const renew: string = `${common}
redis.call('PERSIST', last)
local missing = {}
for at = 3, #ARGV do
  local score = redis.call('ZSCORE', due, ARGV[at])
  if score and tonumber(score) > ms then
    keep(ARGV[at], tonumber(ARGV[2]))
  else
    if spent < most then leave(ARGV[at]) end
    table.insert(missing, ARGV[at])
  end
end
return missing`

/** ARGV[2] and so on: claims. Of each its token, empty while it waits, '-' if it is not there. */
export const check: string = `${common}
redis.call('PERSIST', last)
sweep()
local found = { nextDue() }
for at = 2, #ARGV do
  local there = redis.call('ZSCORE', due, ARGV[at])
  table.insert(found, there and (redis.call('HGET', claims, ARGV[at] .. ':token') or '') or '-')
end
return found`
