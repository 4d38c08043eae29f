export * from './compute';
export * from './config';
export * from './config-error';
export * from './problem';
export * from './source';
