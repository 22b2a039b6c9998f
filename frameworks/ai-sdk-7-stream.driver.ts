import type { FrameworkDriver } from '../src/conformance.ts'
import { aiSdk7 } from './ai-sdk-7.ts'
import { aiSdkDriver } from './ai-sdk.ts'

export const driver: FrameworkDriver = aiSdkDriver(aiSdk7, true)
