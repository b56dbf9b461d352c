import { z } from 'zod'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, page, pageQuery, text } from './values.ts'

export const task = z
  .strictObject({
    id,
    orderId: id,
    orderName: z.string(),
    kind: z.string(),
    message: z.string(),
    state: z.enum(['open', 'closed']),
    createdAt: instant,
    closedAt: instant.nullable(),
    closedReason: z.string().nullable(),
  })
  .meta({ id: 'Task' })
export type TaskJson = z.input<typeof task>

const shown: TaskJson = {
  id: sample.task,
  orderId: sample.order,
  orderName: '#1042',
  kind: 'short',
  message: 'Odoo could not reserve all pieces of #1042.',
  state: 'open',
  createdAt: sampleTime,
  closedAt: null,
  closedReason: null,
}

export const listTasks = operation({
  id: 'listTasks',
  method: 'GET',
  path: '/tasks',
  tag: 'Tasks',
  scope: 'orders:read',
  summary: 'List tasks, newest first',
  query: pageQuery.extend({ state: z.enum(['open', 'closed']).default('open') }),
  answer: page(task),
  examples: { open: { summary: 'What is open', answer: { items: [shown], next: null } } },
})

export const listOrderTasks = operation({
  id: 'listOrderTasks',
  method: 'GET',
  path: '/orders/{orderId}/tasks',
  tag: 'Tasks',
  scope: 'orders:read',
  summary: 'Tasks of an order, open and closed, newest first',
  params: z.strictObject({ orderId: id }),
  query: pageQuery,
  answer: page(task),
  examples: {
    all: { summary: 'Its tasks', params: { orderId: sample.order }, answer: { items: [shown], next: null } },
  },
})

export const closeTask = operation({
  id: 'closeTask',
  method: 'POST',
  path: '/tasks/{taskId}/close',
  tag: 'Tasks',
  scope: 'orders:write',
  summary: 'Note that a task has been seen to',
  description: 'A task that is closed already stays as it is.',
  params: z.strictObject({ taskId: id }),
  body: z.strictObject({ reason: text(500) }),
  answer: task,
  examples: {
    done: {
      summary: 'Seen to',
      params: { taskId: sample.task },
      body: { reason: 'sent from the other warehouse' },
      answer: { ...shown, state: 'closed', closedAt: sampleTime, closedReason: 'sent from the other warehouse' },
    },
  },
})
