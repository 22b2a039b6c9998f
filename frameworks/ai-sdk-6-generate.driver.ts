import type { FrameworkDriver } from '../src/conformance.ts'
import { aiSdk6 } from './ai-sdk-6.ts'
import { aiSdkDriver } from './ai-sdk.ts'

export const driver: FrameworkDriver = aiSdkDriver(aiSdk6, false)
