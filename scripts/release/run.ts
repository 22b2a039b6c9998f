import { execFile } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { root } from '../exec.ts'

/** Runs a program of the project or the machine, and gives what it printed. @throws an Error with all of that if it fails. */
export function run(
  name: string,
  args: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<string> {
  const PATH = join(root, 'node_modules/.bin') + delimiter + (process.env['PATH'] ?? '')
  // What `npm run` tells its scripts would be taken for options by the npm that they start.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !key.startsWith('npm_')),
  )
  return new Promise((resolve, reject) => {
    execFile(
      name,
      args,
      { cwd: root, ...options, env: { ...env, PATH }, maxBuffer: 100_000_000 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${[name, ...args].join(' ')}\n${stdout}${stderr}`.trimEnd()))
      },
    )
  })
}
