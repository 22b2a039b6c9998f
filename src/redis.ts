export { redisKeys, type RedisKeysOptions } from './limit/redis-keys/redis-keys.ts'
export type { RedisConnection, RedisInstance, RedisOptions } from './util/redis/connection.ts'
