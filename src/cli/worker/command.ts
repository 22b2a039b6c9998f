import { Command } from 'commander'
import { isRedisUrl } from '../../util/redis/connection.ts'
import { shownAddress } from '../../util/shown-address.ts'
import { usageError } from '../cli-error.ts'
import { positive } from '../run/options.ts'
import type { WorkerCommandOptions } from './work.ts'

const epilogue = `
The tools are the file's exports, as for "fanfold run"; the engine has the same
file. Those with runsIn: 'queue' are run, and no others: the worker says which
when it starts, and ends with an error if none is there. SIGTERM and Ctrl-C
end it once its calls have ended, after the grace at the latest; a second one
at once.

Examples:
  fanfold worker -t tools.ts --redis redis://localhost:6379
  fanfold worker -t tools.ts --redis rediss://user:secret@host:6380 --queue crm

Environment:
  REDIS_URL  the server, if --redis is not given
`

export function workerCommand(end: (exitCode: number) => void): Command {
  return new Command('worker')
    .description('Run the calls that engines elsewhere put into a queue (BullMQ on Redis).')
    .option('-t, --tools <file>', 'the file that exports the tools (.ts, .mts, .js, .mjs)')
    .option('--redis <url>', 'the server: redis://… or rediss://…')
    .option('--queue <name>', 'the queue (default: fanfold)')
    .option('--prefix <text>', 'what names in Redis begin with (default: bull)')
    .option('--concurrency <n>', 'the most calls at a time (default: 16)', positive)
    .option('--lock <ms>', 'how soon a dead worker is noticed (default: 3000)', positive)
    .option(
      '--grace <ms>',
      'how long calls may take to end when it ends (default: 10000)',
      positive,
    )
    .option('--verbose', 'show the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', epilogue)
    .action(async (options: Partial<WorkerCommandOptions>) => {
      const completed = complete(options)
      const { work } = await import('./work.ts')
      end(await work(completed))
    })
}

function complete(options: Partial<WorkerCommandOptions>): WorkerCommandOptions {
  const { tools, redis = process.env['REDIS_URL'] } = options
  if (tools === undefined)
    throw usageError(
      'Expected --tools <file>, the file that exports the tools. See: fanfold worker --help',
    )
  if (redis === undefined)
    throw usageError(
      'Expected --redis <url>, such as redis://localhost:6379. See: fanfold worker --help',
    )
  const name = options.redis === undefined ? 'REDIS_URL' : '--redis'
  if (isRedisUrl(redis)) return { ...options, tools, redis }
  throw usageError(
    `Expected ${name} to be a URL such as redis://localhost:6379, got "${shownAddress(redis)}".`,
  )
}
