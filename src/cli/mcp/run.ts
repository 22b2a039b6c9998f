import { resolve } from 'node:path'
import { readConfig, type McpConfig } from '../../adapt/mcp/config/config.ts'
import { createEngine } from '../../turn/engine.ts'
import type { Engine, EngineOptions } from '../../turn/contract.ts'
import { UsageError } from '../../call/errors/error.ts'
import { errorText } from '../../util/error-text.ts'
import { closestName } from '../../util/closest-name.ts'
import { captureConsole } from '../../util/capture-console.ts'
import { systemClock } from '../../util/clock.ts'
import { endsWithin } from '../../util/ends-within.ts'
import { usageError } from '../cli-error.ts'
import { importPeer } from '../connect/import-peer.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { readText } from '../files/text.ts'
import { endInOrder } from '../lost-output.ts'
import { oneLine } from '../../util/term/visible.ts'
import { version } from '../version.ts'
import { Gateway } from './gateway.ts'
import { untilGone } from './host-gone.ts'
import { environmentBelow } from './nesting.ts'
import { openLog, type EventLogFile } from './log.ts'
import type { McpCommandOptions } from './options.ts'
import type { RequestContext, SdkServer, ServeModule, ServerModule } from './sdk.ts'
import { Upstreams } from './upstreams.ts'

/** For calls that are cancelled, and for servers that end, which may take their time; in milliseconds. */
const callsMs = 2_000
const serversMs = 6_000

/** Runs the gateway until its host has gone. */
export async function runGateway({
  config: path,
  log: logPath,
}: McpCommandOptions): Promise<ExitCode> {
  endInOrder()
  const file = resolve(path)
  const config = read(file, path)
  const below = environmentBelow(file, path, process.env)
  const load = (name: string): Promise<object> => importPeer(name, process.cwd())
  const { Server } = (await load('@modelcontextprotocol/server')) as ServerModule
  const { serveStdio } = (await load('@modelcontextprotocol/server/stdio')) as ServeModule
  await load('@modelcontextprotocol/client')
  // Standard output is the protocol's.
  captureConsole(say)
  const log = logPath === undefined ? undefined : openLog(logPath, file)
  const engine = makeEngine(config, log)
  const gone = untilGone()

  const servers = new Set<SdkServer>()
  const info = { name: 'fanfold', version: version() }
  // From here on there are servers, which end with this process however it ends.
  const upstreams = new Upstreams(config, { load, client: info, env: below }, say, () => {
    gateway.changed()
    for (const server of servers) void server.sendToolListChanged().catch(() => {})
  })
  const gateway = new Gateway(engine, config, upstreams)
  const serve = (): SdkServer => {
    const server = new Server(info, { capabilities: { tools: { listChanged: true } } })
    servers.add(server)
    server.setRequestHandler('tools/list', async () => ({ tools: await gateway.list() }))
    server.setRequestHandler('tools/call', (request: never, context: RequestContext) =>
      gateway.call(request, context),
    )
    return server
  }
  try {
    const served = serveStdio(serve, { onerror: (error) => say(errorText(error)) })
    await gone
    await endsWithin(gateway.end(), callsMs, systemClock)
    await endsWithin(upstreams.close(), serversMs, systemClock)
    await served.close()
  } finally {
    void upstreams.close()
    log?.close()
  }
  return exitCode.answered
}

function read(file: string, path: string): McpConfig {
  let text: string
  try {
    text = readText(file)
  } catch (cause) {
    throw usageError(
      `Expected --config to name a file that can be read, but: ${errorText(cause)}`,
      cause,
    )
  }
  try {
    const config = readConfig(text)
    expectLimits(config)
    return config
  } catch (cause) {
    throw usageError(`${path}: ${errorText(cause)}`, cause)
  }
}

/** Failures that pass are met here, for a host does not know which calls may be tried again; and it cuts results by itself. */
const defaults = { retries: 2, maxTurnResultChars: Infinity }

function makeEngine({ engine, batch }: McpConfig, log: EventLogFile | undefined): Engine {
  try {
    const options = { ...defaults, ...engine, tools: [], batch, onEvent: log?.write }
    return createEngine(options as EngineOptions)
  } catch (cause) {
    throw usageError(`In \`fanfold\` of the config: ${errorText(cause)}`, cause)
  }
}

/** @throws {UsageError} if a rule names a limit that there is not. */
function expectLimits({ servers, engine }: McpConfig): void {
  const names = Object.keys((engine['limits'] ?? {}) as object)
  for (const [server, { rules }] of servers)
    for (const [tool, { options }] of Object.entries(rules))
      for (const limit of [options.limit ?? []].flat())
        if (!names.includes(limit)) {
          const close = closestName(limit, names)
          const hint = close === undefined ? '' : ` Did you mean "${close}"?`
          throw new UsageError(
            `Expected \`fanfold.servers.${server}.tools.${tool}.limit\` to be one of \`fanfold.limits\`, got "${limit}".${hint}`,
          )
        }
}

function say(text: string): void {
  process.stderr.write(`fanfold mcp: ${oneLine(text)}\n`)
}
