import type { TestContext } from 'node:test'

/**
 * Listens for rejections that nobody handles, in place of those who would end the process, until the test is over.
 *
 * @returns what gives those that came, once all that were under way have been told.
 */
export function unhandled(context: TestContext): () => Promise<readonly unknown[]> {
  const errors: unknown[] = []
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (error) => void errors.push(error))
  context.after(() => {
    process.removeAllListeners('unhandledRejection')
    for (const other of others) process.on('unhandledRejection', other)
  })
  return async () => {
    for (let turn = 0; turn < 3; turn += 1)
      await new Promise((resolve) => void setImmediate(resolve))
    return errors
  }
}
