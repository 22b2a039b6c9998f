export {
  bullmq,
  type QueueExecutor,
  type QueueExecutorOptions,
} from './place/queue/queue-executor.ts'
export {
  createWorker,
  type QueueWorker,
  type WorkerOptions,
} from './place/queue/worker/create-worker.ts'
export type {
  RedisConnection as QueueConnection,
  RedisInstance,
  RedisOptions,
} from './util/redis/connection.ts'
export { AttemptLost, type AttemptLostOptions } from './place/attempt-lost.ts'
