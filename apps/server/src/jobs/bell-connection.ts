import type { Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq'

/** What BullMQ needs to work on an open connection, and how to tell that it is still one. */
export interface BellConnection {
  queue(name: string, options: Partial<QueueOptions>): Queue
  worker(name: string, processor: (lane: string) => Promise<void>, options: Partial<WorkerOptions>): Worker
  /** A round trip that a queue's own commands would survive too; throws what is in the way. */
  check(): Promise<void>
  /** Ends every connection, politely or not, in bounded time. */
  end(): Promise<void>
}
