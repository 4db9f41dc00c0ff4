export { kernelLanguage } from './kernels.ts';
