/** A monotonic time in microseconds that all processes of this machine share (CLOCK_MONOTONIC, which `hrtime` reads). */
export function machineMicroseconds(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1_000_000 + Math.floor(nanoseconds / 1_000)
}
