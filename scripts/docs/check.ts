// `npm run docs:check`: whether every public name is in the reference and in a guide, every link lives, every page is in the
// sidebar, the reference is what the docstrings say, and the site can be built. `--quick`: only what needs no build.
// `--json`: `{ publicNames, undocumented, deadLinks, … }` for a program to read.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { requireBuild } from '../../test/repo/entries.ts'
import { exec } from '../exec.ts'
import { findPageFaults } from './pages.ts'
import { makeReference } from './reference/make-reference.ts'
import { buildSite, deadLinksOf, hasPackages, installing } from './site.ts'
import { stalePages } from './stale-pages.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
})

const faults = findPageFaults()
const built = values.quick ? { staleReference: [], deadLinks: [], failed: [] } : await checkBuilt()
const report = {
  publicNames: faults.publicNames,
  undocumented: faults.undocumented,
  deadLinks: [...faults.deadLinks, ...built.deadLinks],
  outsideSidebar: faults.outsideSidebar,
  staleReference: built.staleReference,
  failed: built.failed,
}
const lines = [
  ...report.undocumented.map(
    ({ entry, name, missing }) => `${name} of ${entry} is in no ${missing.join(', and in no ')}.`,
  ),
  ...report.deadLinks.map(({ from, to, why }) => `${from} links to ${to}: ${why}`),
  ...report.outsideSidebar.map(
    (page) => `docs/${page} has no place in docs/.vitepress/sidebar.ts.`,
  ),
  ...report.staleReference.map(
    (page) => `docs/reference/${page} is not what the docstrings say. Run: npm run docs:reference`,
  ),
  ...report.failed,
]
if (values.json) console.log(JSON.stringify(report, undefined, 2))
else {
  for (const line of lines) console.log(line)
  console.log(`${report.publicNames} public names; ${lines.length} faults.`)
}
process.exitCode = lines.length === 0 ? 0 : 1

/** What shows only once the types and the site are built. What this needs and is not there, it installs and builds. */
async function checkBuilt() {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-site-'))
  const none = { staleReference: [], deadLinks: [] }
  try {
    if (!hasPackages()) {
      console.error(`Installing the site's packages: ${installing}`)
      const { ok, output } = await exec(installing.split(' '))
      if (!ok) return { ...none, failed: [`The site's packages could not be installed: ${output}`] }
    }
    if (!isBuilt()) {
      const { ok, output } = await exec(['node', 'scripts/build.ts'])
      if (!ok) return { ...none, failed: [`The package could not be built: ${output}`] }
    }
    const staleReference = stalePages(await makeReference())
    const { ok, output } = await buildSite(folder)
    return {
      staleReference,
      deadLinks: ok ? deadLinksOf(folder) : [],
      failed: ok ? [] : [`The site could not be built: ${output}`],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function isBuilt(): boolean {
  try {
    requireBuild()
    return true
  } catch {
    return false
  }
}
