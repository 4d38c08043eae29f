export * from './environment';
export * from './errors';
export * from './metrics';
export * from './names';
export * from './original-input';
export * from './regions';
export * from './release';
export * from './workflow';
