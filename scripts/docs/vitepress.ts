// `npm run docs:dev` serves the site and follows changes; `npm run docs:build` makes docs/.vitepress/dist.
import { spawnSync } from 'node:child_process'
import { root } from '../exec.ts'
import { hasPackages, installing, vitepress } from './site.ts'

const [command = 'build', ...words] = process.argv.slice(2)

if (hasPackages()) {
  const { status } = spawnSync(process.execPath, vitepress(command, 'docs', ...words), {
    cwd: root,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} else {
  console.error(`The site has packages of its own. Run: ${installing}`)
  process.exitCode = 2
}
