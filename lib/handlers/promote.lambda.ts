import { lambdaDependencies } from './lambda-dependencies';
import { createPromote } from './promote';

/** Entry point of the promote function. */
export const handler = createPromote(lambdaDependencies(process.env));
