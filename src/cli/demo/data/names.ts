export const firstNames: readonly string[] = [
  'Ada',
  'Amir',
  'Anna',
  'Bao',
  'Carla',
  'Chidi',
  'Dana',
  'Elif',
  'Emil',
  'Fatima',
  'Goran',
  'Hana',
  'Ines',
  'Ivan',
  'Jonas',
  'Kemal',
  'Lena',
  'Luca',
  'Mei',
  'Mira',
  'Nadia',
  'Noah',
  'Olga',
  'Pedro',
  'Priya',
  'Rosa',
  'Sami',
  'Sofia',
  'Tariq',
  'Yuki',
]

export const lastNames: readonly string[] = [
  'Abebe',
  'Almeida',
  'Bauer',
  'Chen',
  'Costa',
  'Demir',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Keller',
  'Kowalski',
  'Lindqvist',
  'Marino',
  'Meier',
  'Nakamura',
  'Novak',
  'Okafor',
  'Petrov',
  'Rossi',
  'Silva',
  'Tanaka',
  'Weber',
]

export const plans: readonly string[] = ['free', 'starter', 'pro', 'enterprise']

export const orderStates: readonly string[] = [
  'delivered',
  'delivered',
  'delivered',
  'shipped',
  'returned',
]

export const subjects: readonly string[] = [
  'Invoice shows the wrong address',
  'Parcel arrived damaged',
  'Cannot reset my password',
  'Refund not received',
  'Wrong size delivered',
  'Charged twice for one order',
  'Delivery is late',
  'Please delete my old account',
]

/** City, time zone (IANA), and the middle of its temperatures, in °C. */
export const cities: readonly (readonly [name: string, timeZone: string, celsius: number])[] = [
  ['Zurich', 'Europe/Zurich', 11],
  ['Lisbon', 'Europe/Lisbon', 17],
  ['Nairobi', 'Africa/Nairobi', 19],
  ['Tokyo', 'Asia/Tokyo', 16],
  ['Lima', 'America/Lima', 20],
  ['Montreal', 'America/Toronto', 7],
  ['Auckland', 'Pacific/Auckland', 15],
]

export const skies: readonly string[] = [
  'clear',
  'partly cloudy',
  'overcast',
  'light rain',
  'windy',
]
