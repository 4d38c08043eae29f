import { lambdaDependencies } from './lambda-dependencies';
import { createRetract } from './retract';

/** Entry point of the retract function. */
export const handler = createRetract(lambdaDependencies(process.env));
