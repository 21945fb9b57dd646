import {defineConfig} from 'vitest/config';

/**
 * Three projects, by what a test needs: nothing (unit), the built program and a pseudo-terminal (end-to-end), and the
 * namespace cluster with root (cluster). The last two share machines and ports, so their files run one after another.
 */
export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: ['test/end-to-end/**', 'test/cluster/**'],
					testTimeout: 20_000,
				},
			},
			{
				test: {
					name: 'end-to-end',
					include: ['test/end-to-end/**/*.test.{ts,tsx}'],
					fileParallelism: false,
					testTimeout: 120_000,
					hookTimeout: 120_000,
				},
			},
			{
				test: {
					name: 'cluster',
					include: ['test/cluster/**/*.test.ts'],
					globalSetup: ['test/cluster/setup.ts'],
					fileParallelism: false,
					testTimeout: 180_000,
					hookTimeout: 300_000,
				},
			},
		],
	},
});
