import { member, pure, type ToolsetEffects } from './effect.ts'

/** The parts of the car, by the names that `displayCarStatus` gives them, in lower case. */
const doors = 'car/doors'
const engine = 'car/engine'
const fuel = 'car/fuel'
const battery = 'car/battery'
const climate = 'car/climate'
const headlights = 'car/headlights'
const brakePedal = 'car/brakepedal'
const parkingBrake = 'car/parkingbrake'
const cruise = 'car/cruise'
const tires = 'car/tires'
const navigation = 'car/navigation'
/** Two of the sensors draw their readings from one seeded source, so who asks first gets another one. */
const readings = 'car/readings'

export const vehicleControl: ToolsetEffects = {
  // Starts only with the doors locked and the brake pedal pressed, and says how much fuel there is.
  startEngine: { reads: [doors, brakePedal, fuel], writes: [engine, battery] },
  // Answers with the number of doors that are still unlocked, so it touches them all.
  lockDoors: { writes: doors },
  pressBrakePedal: { writes: brakePedal },
  releaseBrakePedal: { writes: brakePedal },
  activateParkingBrake: { writes: parkingBrake },
  // Needs the engine, and braking ends it.
  setCruiseControl: { reads: [engine, brakePedal], writes: cruise },
  get_current_speed: { reads: [engine, brakePedal, parkingBrake, cruise], writes: readings },

  fillFuelTank: { writes: fuel },
  estimate_drive_feasibility_by_mileage: { reads: fuel },
  check_tire_pressure: { reads: tires },
  adjustClimateControl: { writes: climate },
  setHeadlights: { writes: headlights },
  set_navigation: { writes: navigation },
  displayCarStatus: { reads: ({ option }) => member('car', option) },

  get_outside_temperature_from_google: { writes: readings },
  get_outside_temperature_from_weather_com: pure,
  find_nearest_tire_shop: pure,
  // What it displays is its answer.
  display_log: pure,
  estimate_distance: pure,
  get_zipcode_based_on_city: pure,
  gallon_to_liter: pure,
  liter_to_gallon: pure,
}
