import type { Effect } from './effect.ts'
import { gorillaFileSystem } from './gorilla-file-system.ts'
import { mathApi } from './math-api.ts'
import { messageApi } from './message-api.ts'
import { postingApi } from './posting-api.ts'
import { ticketApi } from './ticket-api.ts'
import { tradingBot } from './trading-bot.ts'
import { travelBooking } from './travel-booking.ts'
import { vehicleControl } from './vehicle-control.ts'

/** The declared effects of the functions of all eight toolsets; no two share a name. */
export const effects: ReadonlyMap<string, Effect> = new Map(
  [
    gorillaFileSystem,
    mathApi,
    messageApi,
    postingApi,
    ticketApi,
    tradingBot,
    travelBooking,
    vehicleControl,
  ].flatMap((toolset) => Object.entries(toolset)),
)
