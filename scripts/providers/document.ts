import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { formatNamed } from '../../src/testing/conformance/codec/codecs.ts'
import { readIndex } from '../../src/testing/conformance/codec/recording.ts'
import type { Conformance } from '../../src/testing/conformance/codec/run-conformance.ts'
import { root } from '../exec.ts'
import { candidates, type Candidate } from './formats.ts'
import { keepsThinking, makesIds, passesServed, readsStream, readsWhole } from './reading.ts'
import { serversTable } from './servers/table.ts'
import { errorFlag, parallelSwitch, showsImages } from './writing.ts'

/** What the row of the recordings begins with: without the recordings it cannot be made. */
export const recordingsRow = '| Recordings exact'

const introduction = `# What each provider supports

How to use a provider, with an example for each, is in [the guide](guides/providers.md). This page is what each wire format
supports. It is made by \`node scripts/providers.ts\`, which tries each format out: it reads replies of the scripted model server,
sends requests to a client that keeps them, and reads the recordings of real services as \`npm run conformance\` does. Nothing in
the table is written by hand.
`

const notes = `
- **Ids made**: calls without an id, or with one that an earlier call has, get one that no other call of the message has, and that no other message makes.
- **Thinking kept**: what the model thought goes back with its message, with signatures, exactly as it came.
- **One call at a time**: what \`parallel: 'forbid'\` sets. Where there is no switch the model is asked in words, which it
  may not heed; calls that come together all the same are run.
- **Images in results**: shown to the model, or named in the text where the provider takes none. Gemini is shown images
  from Gemini 3 on.
- **Errors flagged**: the field that says that a call failed, or else the text begins with "Error".
- **Server-side tools**: calls that the provider runs itself stay in the message and are never run here. A dash: it has
  none in this format.
- **Recordings exact**: read whole, a byte at a time, in random pieces and cut off after every event, they give the calls
  that their index names. Calls that the provider ran are not the client's, and not expected, though an index may name
  them; where an index has \`null\` for arguments, names and ids are compared. The recordings are public test data of other
  projects, and not part of the repository.

Of a message at most 10,000 calls are read, of each event 67,108,864 characters, and as many of all arguments that come in pieces.
What has more counts as broken off: none of its calls runs that had not started, nothing of it goes back to the provider, and the
request is to be sent again. One call that stands for several (OpenAI's \`parallel\`) is taken apart if it holds up to 1,000.

\`detect\` of \`fanfold/conformance\` tells the formats apart by a response or a stream's first event.
`

const servers = `
## Servers that resemble a provider

Many servers speak another's format, most of them OpenAI's Chat Completions, each with ways of its own. Every row is a
small input, written by hand after what the link documents or reports. The script reads it, compares the calls, the ending
and what goes back with what the row says, and has the scripted model server look at the request that follows. No live
server was asked.
`

const serverNotes = `
- **Read as**: the calls that run; or why none does. In quotes stands what of the server's words the reason has.
- **Goes back**: how the model's message, in the next request, differs from what came. A stream's pieces are put together.
  A dash: the calls do not run.
- **Ids of nine letters and digits** are the only ones that Mistral takes; all others take them, too.
`

/** What was found in a folder of recordings. */
export interface Recorded {
  readonly dir: string
  readonly found: Conformance
}

/** The page. Without what was found in recordings, their row is left out. */
export async function providersPage(recorded: Recorded | undefined): Promise<string> {
  const columns: (readonly string[])[] = []
  for (const candidate of candidates) columns.push(await column(candidate, recorded))
  const rows = (columns[0] ?? []).map((_, at) => columns.map((cells) => cells[at] ?? ''))
  const [titles = [], ...others] = rows
  const lines = [
    ['', ...titles],
    Array.from({ length: titles.length + 1 }, () => '---'),
    ...others.map((cells, at) => [labels[at] ?? '', ...cells]),
  ]
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  const resembling = `${servers}\n${await serversTable()}\n${serverNotes}`
  return format(`${introduction}\n${table}\n${notes}\n${resembling}`, {
    parser: 'markdown',
    printWidth: 120,
    proseWrap: 'preserve',
  })
}

const labels = [
  'Used as',
  'Whole',
  'Streamed',
  'Ids made',
  'Thinking kept',
  'One call at a time',
  'Images in results',
  'Errors flagged',
  'Server-side tools passed through',
  'Official SDK in tests',
  recordingsRow.slice(2),
]

async function column(
  candidate: Candidate,
  recorded: Recorded | undefined,
): Promise<readonly string[]> {
  const cells = [
    candidate.title,
    candidate.use,
    word(readsWhole(candidate)),
    word(await readsStream(candidate)),
    word(makesIds(candidate)),
    word(keepsThinking(candidate)),
    await parallelSwitch(candidate),
    showsImages(candidate) ? 'shown' : 'named',
    errorFlag(candidate),
    word(passesServed(candidate)),
    sdkOf(candidate),
  ]
  return recorded === undefined ? cells : [...cells, await exactOf(candidate, recorded)]
}

/** How many of the recordings of a format are exact. */
async function exactOf({ name }: Candidate, { dir, found }: Recorded): Promise<string> {
  const files = (await readIndex(dir))
    .filter(({ format }) => formatNamed(format) === name)
    .map(({ file }) => file)
  const wrong = found.wrong.filter(({ file }) => files.includes(file))
  return `${files.length - wrong.length} of ${files.length}`
}

function word(supported: boolean | undefined): string {
  if (supported === undefined) return '–'
  return supported ? 'yes' : 'no'
}

/** The version that is installed for the tests, if a test imports it. */
function sdkOf({ sdk }: Candidate): string {
  const isTested = globSync('test/wire/**/sdk.test.ts', { cwd: root }).some((path) =>
    readFileSync(join(root, path), 'utf8').includes(`from '${sdk}'`),
  )
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Readonly<Record<string, string>>
  }
  return isTested ? `\`${sdk}\` ${devDependencies[sdk]}` : 'none'
}

/** The folder of the recordings, if it is there. */
export function recordingsFolder(): string | undefined {
  const data = process.env['FANFOLD_DATA'] ?? join(root, '..', 'shared', 'data')
  const folder = join(data, 'streams')
  return existsSync(join(folder, 'index.json')) ? folder : undefined
}
