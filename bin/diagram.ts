import { renewDiagram } from '../test/diagram/readme-diagram';

renewDiagram();
