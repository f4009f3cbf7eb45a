export {
  type BehaviourSettings,
  DEFAULT_BEHAVIOUR_SETTINGS as DEFAULT_SETTINGS,
} from '../../../contract/behaviour-settings.ts'
