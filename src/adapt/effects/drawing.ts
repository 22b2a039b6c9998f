import { propertiesOf } from './judge-schema.ts'
import type { ToolFacts } from './tool-facts.ts'
import { wordsOfName } from './words/split-name.ts'

const verbs: ReadonlySet<string> = new Set(
  'generate render draw plot visualize visualise'.split(' '),
)
const pictures: ReadonlySet<string> = new Set(
  'chart diagram graph map plot boxplot histogram treemap heatmap timeline'.split(' '),
)
const contents: ReadonlySet<string> = new Set(
  'data values value series nodes edges points percent labels markdown'.split(' '),
)
/** Arguments that say where a picture goes, or whose it is. */
const places: ReadonlySet<string> = new Set(
  'path file filename filepath dir directory folder sheet workbook spreadsheet document doc slide page id uri url output save name'.split(
    ' ',
  ),
)

/** `generate_pie_chart({ data })`: its picture is its answer, made of what it is given. */
export function drawsItsInput({ name, schema }: ToolFacts): boolean {
  const words = wordsOfName(name)
  if (!words.some((word) => verbs.has(word)) || !words.slice(-2).some((word) => pictures.has(word)))
    return false
  const given = Object.keys(propertiesOf(schema)).map(wordsOfName)
  const has = (kind: ReadonlySet<string>): boolean =>
    given.some((each) => each.some((word) => kind.has(word)))
  return has(contents) && !has(places)
}
