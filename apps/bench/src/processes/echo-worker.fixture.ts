import { serveJobs } from './serve-jobs.ts'

serveJobs<string, { readonly pid: number; readonly text: string }>(async (text) => {
  if (text === 'fail') throw new Error('this job fails')
  if (text === 'end') process.kill(process.pid, 'SIGKILL')
  return { pid: process.pid, text }
})
