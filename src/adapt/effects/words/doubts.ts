import { verbForms, type VerbForms } from './forms.ts'

/** Verbs that say nothing of what they do: that depends on what they are given. */
export const doing: VerbForms = verbForms(`
  act automate begin boot bootstrap call compile complete conduct control do drive emulate eval evaluate exec execute
  generate handle interact invoke launch load manage operate open orchestrate perform process prompt recall record reason render
  request run select solve start test think transform trace use work
`)

/** A tool that is named after one of these does anything. Wherever it stands in a name, nothing is known. */
export const anything: ReadonlySet<string> = new Set(
  'sql graphql bash shell terminal repl interpreter exec eval execute http curl ssh cmd powershell psql python javascript cli kubectl docker'.split(
    ' ',
  ),
)

/** Words that join a second verb to the first. */
export const joining: ReadonlySet<string> = new Set(
  'and or then n plus if else before after'.split(' '),
)

/** Words by which a verb means something else: `check_in`, `count_down`, `get_out`, `read_aloud`, `view_as`. */
export const particles: ReadonlySet<string> = new Set(
  'in out off on over back away through down aloud as up around into onto rid ready started going done next hold lock lease'.split(
    ' ',
  ),
)

/** Before the verb of a name they say nothing. */
export const leading: ReadonlySet<string> = new Set('api mcp tool tools function v'.split(' '))

/** What is got by more than looking: behind `get_`, where nothing follows, they are asked for, bought or used up. */
export const goods: ReadonlySet<string> = new Set(
  'approval bonus cash cab coffee consent coupon drink feedback focus food help loan nonce otp permission pizza refund reward ride signature taxi voucher'.split(
    ' ',
  ),
)

/** Words of a description by which a tool does whatever it is told to. */
export const anyDeeds: RegExp =
  /\b(?:anything|whatever|arbitrary|and so on|cli|shell|sql|any (?:\w+ )?(?:command|statement|quer(?:y|ies)|method|request|code|operation|action)s?)\b/

/** What is handed out once, and to nobody else. */
export const handedOut: RegExp =
  /\b(?:the next (?!\d|few|page|day|week|month|hour|year|train|bus|flight|event|game|match|meeting|\w+ (?:days|hours|weeks|months|years)\b)|nobody else|only once|yours\b)/
