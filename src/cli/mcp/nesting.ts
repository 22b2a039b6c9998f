import { sep } from 'node:path'
import { fileSystem } from '../../util/file-system.ts'
import { readJson } from '../../util/read.ts'
import { realPath } from '../../util/real-path.ts'
import { usageError } from '../cli-error.ts'

/** Names the configs of the gateways above in the environment of the servers. */
const above = 'FANFOLD_MCP_CONFIG'
/** Nobody means so many, one inside the other; each starts all servers of its config. */
const mostNested = 8

/**
 * The environment of a gateway's servers, in which each gateway among them finds those that it is inside of.
 *
 * @param path of the config, as it was given.
 * @throws {CliError} if the config is that of a gateway above, by whatever path: the two would start each other without end.
 */
export function environmentBelow(
  file: string,
  path: string,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { existing, missing } = realPath(file, fileSystem('fanfold mcp'))
  const own = [existing, ...missing].join(sep)
  const { value } = readJson(env[above], above)
  const configs: readonly unknown[] = Array.isArray(value) ? value : []
  if (configs.includes(own))
    throw usageError(
      `Expected the servers of ${path} to be others than this gateway, which would start itself again and again.`,
    )
  if (configs.length >= mostNested)
    throw usageError(
      `Expected at most ${mostNested} gateways inside each other, and ${path} is of one more. Do they start each other?`,
    )
  return { ...env, [above]: JSON.stringify([...configs, own]) }
}
