export { redisKeys, type RedisKeysOptions } from './keys/redis/redis-keys.ts'
export type { RedisConnection, RedisInstance, RedisOptions } from './util/redis/connection.ts'
