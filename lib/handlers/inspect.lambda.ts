import { createInspect } from './inspect';
import { lambdaDependencies } from './lambda-dependencies';

/** Entry point of the inspect function. */
export const handler = createInspect(lambdaDependencies(process.env));
