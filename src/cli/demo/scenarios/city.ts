import { ToolError } from '../../../call/errors/error.ts'
import { tool, type AnyTool } from '../../../call/tool.ts'
import { fields } from '../fields.ts'
import { reading, type Scenario, type DemoResult, type World } from '../scenario.ts'
import { simulateLatency } from '../simulate-latency.ts'

const cityInput = fields({ city: 'string' })

/** The three-tool exercise. */
export const city: Scenario = {
  name: 'city',
  about: 'Weather, time and date, of 600, 500 and 400 ms.',
  question: 'What are the time, the date and the weather in Zurich?',
  calls: ['get_weather', 'get_time', 'get_date'].map((name) => ({
    name,
    input: { city: 'Zurich' },
  })),
  tools: (world, declared) => [
    getWeather(world, declared),
    clockTool(world, declared, 'get_time', 'The time of day in a city.', 500, {
      timeStyle: 'short',
    }),
    clockTool(world, declared, 'get_date', 'The date in a city.', 400, { dateStyle: 'full' }),
  ],
  answer: (results) => results.map(sentence).join(' '),
}

function getWeather({ database, speed }: World, declared: boolean): AnyTool {
  const query = database.prepare('SELECT celsius, sky FROM weather WHERE city = ? AND hour = ?')
  return tool({
    name: 'get_weather',
    description: "The weather in a city, out of the demo's own (invented) records for this hour.",
    inputSchema: cityInput,
    ...reading(declared, ({ city }: { readonly city: string }) => `weather/${city}`),
    execute: ({ city }, { signal }) =>
      simulateLatency(600 / speed, signal, () => {
        const hour = new Date().getUTCHours()
        const row = query.get(city, hour)
        if (row === undefined) throw noRecords(city)
        return { city, ...row }
      }),
  })
}

function clockTool(
  { database, speed }: World,
  declared: boolean,
  name: string,
  description: string,
  ms: number,
  format: Intl.DateTimeFormatOptions,
): AnyTool {
  const query = database.prepare('SELECT time_zone FROM cities WHERE name = ?')
  return tool({
    name,
    description,
    inputSchema: cityInput,
    ...reading(declared, ({ city }: { readonly city: string }) => `city/${city}`),
    execute: ({ city }, { signal }) =>
      simulateLatency(ms / speed, signal, () => {
        const timeZone = query.get(city)?.['time_zone']
        if (typeof timeZone !== 'string') throw noRecords(city)
        return { city, now: new Intl.DateTimeFormat('en-GB', { ...format, timeZone }).format() }
      }),
  })
}

function noRecords(city: string): ToolError {
  return new ToolError(`There are no records of "${city}". Try Zurich, Lisbon, Tokyo or Lima.`)
}

function sentence({ name, value, text }: DemoResult): string {
  if (value === undefined) return `I could not use ${name} (${text}).`
  if (name === 'get_time') return `It is ${String(value['now'])} there.`
  if (name === 'get_date') return `Today is ${String(value['now'])}.`
  return `The weather in ${String(value['city'])}: ${String(value['sky'])}, ${String(value['celsius'])} °C.`
}
