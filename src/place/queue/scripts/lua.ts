// Scripts for Redis, each of which runs atomically. `cancel`, `checkJobs` and `renew` need only commands that Redis still
// takes when its memory is full.
//
// Of BullMQ they know: a job is a hash, whose `processedOn` says that a worker has fetched it and `stc` that it was found
// stalled; its lock holds the token of the worker that fetched it; `active` lists the fetched ones, and `stalled` those whose lock
// was not renewed recently; `prioritized` has those that wait, by their score, of which the lowest is fetched next, and `pc` counts them.

// `renew` and `checkJobs` serve many jobs at once, and go on where a key of one of them is of another type than it should be.

/**
 * A job that is not there may be on its way. BullMQ adds none whose name is taken: so what has been found gone does not come any
 * more, unless Redis had no room for its name.
 */
const absence = `
local function isGone(job)
  return redis.call('TYPE', job)['ok'] ~= 'hash' or redis.call('HEXISTS', job, 'fanfold:gone') == 1
end
local function keepAway(job, ms)
  if redis.call('EXISTS', job) == 1 then return true end
  if type(redis.pcall('HSET', job, 'fanfold:gone', '1')) ~= 'number' then return false end
  redis.call('PEXPIRE', job, ms)
  return true
end`

/** KEYS replies, seen to. ARGV lease, the last reply that was read, the id after that, the server's start that was seen to. */
export const touch = `
if ARGV[4] == '' then redis.call('DEL', KEYS[2])
elseif redis.pcall('GET', KEYS[2]) == ARGV[4] then redis.call('PEXPIRE', KEYS[2], ARGV[1])
else redis.pcall('SET', KEYS[2], ARGV[4], 'PX', ARGV[1]) end
if redis.call('TYPE', KEYS[1])['ok'] ~= 'stream' then redis.call('DEL', KEYS[1]) end
if redis.call('PEXPIRE', KEYS[1], ARGV[1]) == 1 then
  redis.call('XTRIM', KEYS[1], 'MINID', ARGV[2])
  return 1
end
redis.call('XADD', KEYS[1], ARGV[3], 'job', '')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 0`

/** KEYS job, lock, replies, longest lock, seen to. ARGV token, lock's time, job's id, how long that is known. May be sent again: by then it may be cancelled. */
export const start = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {'lost'} end
local known = redis.call('HMGET', KEYS[1], 'fanfold:by', 'fanfold:stop', 'stc', 'data')
if not known[4] or known[3] or known[1] and known[1] ~= ARGV[1] then return {'lost'} end
if known[2] then return {'cancel', known[2]} end
if known[1] then
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
  return {'ok'}
end
local seen = redis.pcall('GET', KEYS[5])
local server = type(seen) == 'string' and redis.pcall('INFO', 'server')
if type(server) == 'string' and not string.find(server, 'run_id:' .. seen, 1, true) then return {'wait'} end
if not redis.call('XADD', KEYS[3], 'NOMKSTREAM', '*', 'job', ARGV[3], 'type', 'started', 'json', '') then
  return {'orphan'}
end
redis.call('HSET', KEYS[1], 'fanfold:by', ARGV[1])
local told = redis.pcall('GET', KEYS[4])
if type(told) ~= 'string' or (tonumber(told) or 0) <= tonumber(ARGV[2]) then
  redis.call('SET', KEYS[4], ARGV[2], 'PX', ARGV[4])
end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return {'ok'}`

/** KEYS lock, replies. ARGV token, job's id, type, JSON. Where the replies have become something else, they begin anew. */
export const reply = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local kind = redis.call('TYPE', KEYS[2])['ok']
if kind ~= 'stream' and kind ~= 'none' then
  redis.call('DEL', KEYS[2])
  redis.call('XADD', KEYS[2], '*', 'job', '')
  redis.call('PEXPIRE', KEYS[2], 60000)
end
if redis.call('XADD', KEYS[2], 'NOMKSTREAM', '*', 'job', ARGV[2], 'type', ARGV[3], 'json', ARGV[4]) then return 1 end
return 0`

/** KEYS stalled, longest lock. ARGV base, lock's time, how long that is known, then of each job its id, token and replies. */
export const renew = `
local found = {}
if redis.pcall('GET', KEYS[2]) == ARGV[2] then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
for at = 4, #ARGV, 3 do
  local job = ARGV[1] .. ARGV[at]
  local lock = job .. ':lock'
  if redis.pcall('GET', lock) ~= ARGV[at + 1] then
    table.insert(found, {'lost'})
  else
    redis.call('PEXPIRE', lock, ARGV[2])
    redis.call('SREM', KEYS[1], ARGV[at])
    local stop = redis.pcall('HGET', job, 'fanfold:stop')
    if type(stop) == 'string' then table.insert(found, {'cancel', stop})
    elseif redis.call('EXISTS', ARGV[at + 2]) == 0 then table.insert(found, {'orphan'})
    else table.insert(found, {'held'}) end
  end
end
return found`

/**
 * KEYS job, lock, active, stalled. ARGV channel up to the worker's id, job's id, message, how long it is kept away if it is
 * gone. From now on nobody starts it, also where a worker fetches it before the engine has taken it back.
 */
export const cancel: string = `${absence}
if isGone(KEYS[1]) then
  keepAway(KEYS[1], ARGV[4])
  return 'gone'
end
local known = redis.call('HMGET', KEYS[1], 'processedOn', 'fanfold:by')
redis.pcall('HSET', KEYS[1], 'fanfold:stop', ARGV[3])
if redis.call('EXISTS', KEYS[2]) == 1 then
  if known[2] then redis.call('PUBLISH', ARGV[1] .. string.match(known[2], '^[^:]*'), ARGV[3]) end
  return 'told'
end
if known[1] then return 'lost' end
return 'waiting'`

/** KEYS active, stalled, replies. ARGV base, how long what is gone is kept away, then the jobs' ids. */
export const checkJobs: string = `${absence}
local last = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)
local found = { last[1] and last[1][1] or '' }
for at = 3, #ARGV do
  local job = ARGV[1] .. ARGV[at]
  local verdict = 'held'
  if isGone(job) then
    verdict = keepAway(job, ARGV[2]) and 'gone' or 'missing'
  elseif redis.call('EXISTS', job .. ':lock') == 0 then
    local known = redis.call('HMGET', job, 'processedOn', 'fanfold:by')
    if not known[1] then
      verdict = 'waiting'
    else
      verdict = known[2] and 'lost-started' or 'lost-unstarted'
      redis.call('LREM', KEYS[1], 0, ARGV[at])
      redis.call('LREM', ARGV[1] .. 'wait', 0, ARGV[at])
      redis.call('LREM', ARGV[1] .. 'paused', 0, ARGV[at])
      redis.call('ZREM', ARGV[1] .. 'prioritized', ARGV[at])
      redis.call('SREM', KEYS[2], ARGV[at])
      redis.call('DEL', job)
    end
  end
  table.insert(found, verdict)
end
return found`

/**
 * Takes out the jobs of one engine that it does not wait for, and those that it knows to have been started, where Redis does not.
 *
 * KEYS prioritized, active, wait, stalled. ARGV base, what the engine's ids begin with, JSON of the ids of jobs that it waits for, each
 * with whether it was started.
 */
export const takeOut = `
local started = cjson.decode(ARGV[3])
local function look(id)
  if string.sub(id, 1, #ARGV[2]) ~= ARGV[2] then return end
  local job = ARGV[1] .. id
  if started[id] == false or started[id] and redis.pcall('HEXISTS', job, 'fanfold:by') == 1 then return end
  redis.call('ZREM', KEYS[1], id)
  redis.call('LREM', KEYS[2], 0, id)
  redis.call('LREM', KEYS[3], 0, id)
  redis.call('SREM', KEYS[4], id)
  redis.call('DEL', job, job .. ':lock')
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do look(id) end
for at = 2, 3 do
  for _, id in ipairs(redis.call('LRANGE', KEYS[at], 0, -1)) do look(id) end
end
return 1`

/**
 * Jobs wait in rounds, and each engine has one in a round: those of one that has none in line begin with the round after that
 * which is fetched from, those of any other with the round after its last. In a round the first comer is first.
 * A job that has no round yet comes after all that have.
 *
 * KEYS prioritized, pc. ARGV the last job in line of the same engine, then the jobs.
 */
export const rounds = `
local size, most = 2 ^ 20, 2 ^ 32 - 1
local function roundOf(score)
  local round = math.floor((tonumber(score) or 0) / size)
  if round < 0 or round > most then return 0 end
  return round
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local round = math.max(roundOf(first[2]), roundOf(redis.call('ZSCORE', KEYS[1], ARGV[1])))
local count = redis.call('INCRBY', KEYS[2], #ARGV)
local scores = {}
for at = 2, #ARGV do
  round = math.min(round + 1, most)
  table.insert(scores, string.format('%.0f', round * size + (count + at) % size))
  table.insert(scores, ARGV[at])
end
return redis.call('ZADD', KEYS[1], 'XX', unpack(scores))`
