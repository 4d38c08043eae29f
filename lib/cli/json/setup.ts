import { z } from 'zod';
import { CHECK_STATUSES } from '../doctor/check';

/** `vigilant doctor`. */
export const doctorReport = z.object({
  healthy: z.boolean().describe('whether nothing failed'),
  checks: z
    .array(
      z.object({
        group: z.string().describe('machine, configuration, credentials, deployment, or a region'),
        name: z.string(),
        status: z.enum(CHECK_STATUSES),
        found: z.string(),
        advice: z.string().optional().describe('what to do'),
      }),
    )
    .readonly(),
});

/** `vigilant config check`. */
export const configReport = z.object({
  valid: z.boolean(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })).readonly(),
  settings: z
    .array(
      z.object({
        path: z.string().describe('retention.logDays'),
        value: z.unknown(),
        given: z.boolean().describe('by cdk.json; else it is the default'),
      }),
    )
    .readonly()
    .optional()
    .describe('this and what follows only if valid'),
  stacks: z
    .array(
      z.object({
        name: z.string(),
        region: z.string(),
        terminationProtection: z.boolean(),
        resources: z
          .array(
            z.object({
              type: z.string(),
              id: z.string(),
              name: z.string().optional(),
              retained: z.boolean().describe('stays when its stack is deleted'),
            }),
          )
          .readonly(),
        roles: z
          .array(
            z.object({
              name: z.string(),
              assumedBy: z.array(z.string()).readonly(),
              actions: z.array(z.string()).readonly(),
            }),
          )
          .readonly(),
      }),
    )
    .readonly()
    .optional(),
  fixedCosts: z
    .object({
      currency: z.string(),
      period: z.string(),
      total: z.number(),
      items: z
        .array(
          z.object({
            item: z.string(),
            count: z.number(),
            each: z.number(),
            total: z.number(),
            remark: z.string(),
          }),
        )
        .readonly(),
    })
    .optional(),
});

const fault = z
  .object({
    id: z.string(),
    region: z.string().optional(),
    service: z.string().optional(),
    operation: z.string().optional(),
    matching: z.string().optional(),
    effect: z.looseObject({ kind: z.string() }),
    skip: z.number().optional(),
    times: z.number().optional(),
  })
  .describe('a fault of the runtime on this machine');

/** `vigilant fault add`. */
export const addedFault = fault;

/** `vigilant fault list`. */
export const faultList = z.object({ faults: z.array(fault).readonly() });
