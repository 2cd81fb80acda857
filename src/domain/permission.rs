//! The table of who may what, and on which records. What is not listed is denied.

use super::action::Action;

/// What a user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Who set the store up: does everything, alone or until others have accounts.
    Owner,
    Clinician,
    Nurse,
    /// Schedules and resources.
    Administrator,
    HumanResources,
    /// Imports, and what is doubtful in them.
    DataSteward,
    /// De-identified data only.
    Analyst,
    /// Accounts and audit, no patient data.
    SecurityOfficer,
}

impl Role {
    pub const ALL: [Role; 8] = [
        Role::Owner,
        Role::Clinician,
        Role::Nurse,
        Role::Administrator,
        Role::HumanResources,
        Role::DataSteward,
        Role::Analyst,
        Role::SecurityOfficer,
    ];

    /// Stable name, as stored; the text `role-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Clinician => "clinician",
            Role::Nurse => "nurse",
            Role::Administrator => "administrator",
            Role::HumanResources => "human-resources",
            Role::DataSteward => "data-steward",
            Role::Analyst => "analyst",
            Role::SecurityOfficer => "security-officer",
        }
    }

    pub fn from_id(id: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.id() == id)
    }

    /// After how many minutes without a touch the window locks at the latest, whatever a person chose: sooner where
    /// patients are seen in passing, soonest for who could let others in.
    pub fn longest_idle_mins(self) -> u16 {
        match self {
            Role::Owner => 60,
            Role::Clinician | Role::Nurse => 10,
            Role::Administrator | Role::HumanResources | Role::DataSteward | Role::Analyst => 30,
            Role::SecurityOfficer => 5,
        }
    }

    /// Whether the wards of an account say which records it reaches.
    pub fn has_wards(self) -> bool {
        matches!(self, Role::Clinician | Role::Nurse)
    }
}

/// On which records a role may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Denied.
    Nothing,
    /// Records without what says who they are of.
    Deidentified,
    /// Patients whose newest stay is on a ward of the account.
    OwnWards,
    /// All records, or what is no patient's record.
    Everything,
}

const NO: Reach = Reach::Nothing;
const BARE: Reach = Reach::Deidentified;
const WARD: Reach = Reach::OwnWards;
const ALL: Reach = Reach::Everything;

/// One line an action; columns in the order of [`Role::ALL`]:
/// owner, clinician, nurse, administrator, human resources, data steward, analyst, security officer.
#[rustfmt::skip]
const TABLE: &[(Action, [Reach; 8])] = &[
    (Action::CreateStore,           [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::OpenStore,             [ALL,  ALL,  ALL,  ALL, ALL, ALL,  ALL,  ALL]),
    (Action::OpenForWriting,        [ALL,  ALL,  ALL,  ALL, ALL, ALL,  NO,   ALL]),
    (Action::AcceptRolledBackStore, [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::LockStore,             [ALL,  ALL,  ALL,  ALL, ALL, ALL,  ALL,  ALL]),
    (Action::ImportFile,            [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::RehearseImport,        [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::TakeBackImport,        [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::ListenToFeeds,         [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::RetryMessages,         [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::OpenWardBoard,         [ALL,  WARD, WARD, NO,  NO,  ALL,  NO,   NO]),
    (Action::EnterBedside,          [ALL,  WARD, WARD, NO,  NO,  NO,   NO,   NO]),
    (Action::PrintHandover,         [ALL,  WARD, WARD, NO,  NO,  NO,   NO,   NO]),
    (Action::ReadBackCritical,      [ALL,  WARD, WARD, NO,  NO,  NO,   NO,   NO]),
    (Action::SetCareLimits,         [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::SetAlarmLimits,        [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::SetAlertBudget,        [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::ScoreForecasts,        [ALL,  WARD, NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::DiscardMessages,       [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::SealSummary,           [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::ListPatients,          [ALL,  WARD, WARD, NO,  NO,  ALL,  NO,   NO]),
    (Action::OpenPatient,           [ALL,  WARD, WARD, NO,  NO,  ALL,  NO,   NO]),
    (Action::SearchCohort,          [ALL,  WARD, WARD, NO,  NO,  ALL,  NO,   NO]),
    (Action::SaveCohort,            [ALL,  ALL,  NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::DeleteCohort,          [ALL,  ALL,  NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::SaveProfile,           [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::DeleteProfile,         [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::Export,                [ALL,  WARD, NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::ExportDeidentified,    [BARE, NO,   NO,   NO,  NO,  BARE, BARE, NO]),
    (Action::ReadResources,         [ALL,  NO,   NO,   ALL, ALL, ALL,  NO,   NO]),
    (Action::ExportResources,       [ALL,  NO,   NO,   ALL, ALL, NO,   NO,   NO]),
    (Action::StudyStaff,            [ALL,  NO,   NO,   NO,  ALL, NO,   NO,   NO]),
    (Action::SeeStaffMembers,       [ALL,  NO,   NO,   NO,  ALL, NO,   NO,   NO]),
    (Action::ExportStaffStudy,      [ALL,  NO,   NO,   NO,  ALL, NO,   NO,   NO]),
    (Action::SaveStrategies,        [ALL,  NO,   NO,   NO,  ALL, NO,   NO,   NO]),
    (Action::TakeBackStrategies,    [ALL,  NO,   NO,   NO,  ALL, NO,   NO,   NO]),
    (Action::RestoreStrategies,     [ALL,  NO,   NO,   NO,  ALL, NO,   NO,   NO]),
    (Action::Compact,               [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::ReviewDuplicates,      [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::MergePatients,         [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::UnmergePatients,       [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::KeepPatientsApart,     [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::ForgetKeptApart,       [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::CheckValues,           [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::CorrectValues,         [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::ConfirmValues,         [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::TakeBackDecisions,     [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::ScoreCohort,           [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::OverrideAlert,         [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::TakeBackOverride,      [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::SavePlan,              [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::TakeBackPlan,          [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::RestorePlan,           [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::SaveModel,             [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::OpenModel,             [ALL,  ALL,  NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::DeleteModel,           [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::LearnFromCohort,       [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::SaveAnswer,            [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::TakeBackAnswer,        [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::RestoreAnswer,         [ALL,  WARD, NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::SaveTreatmentOptions,  [ALL,  ALL,  NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::CheckStore,            [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   ALL]),
    (Action::ReadAudit,             [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::VerifyAudit,           [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::ExportAudit,           [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::ListAccounts,          [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::AddAccount,            [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::RemoveAccount,         [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::ChangeAccount,         [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::ResetPassphrase,       [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::ReviewBrokenGlass,     [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::ChangePassphrase,      [ALL,  ALL,  ALL,  ALL, ALL, ALL,  ALL,  ALL]),
    (Action::RecoverAccount,        [ALL,  ALL,  ALL,  ALL, ALL, ALL,  ALL,  ALL]),
    (Action::IssueRecoveryKey,      [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::BreakGlass,            [NO,   ALL,  NO,   NO,  NO,  NO,   NO,   NO]),
    (Action::WrongPassphrases,      [ALL,  ALL,  ALL,  ALL, ALL, ALL,  ALL,  ALL]),
    (Action::Backup,                [ALL,  NO,   NO,   ALL, NO,  ALL,  NO,   ALL]),
    (Action::RestoreDrill,          [ALL,  NO,   NO,   ALL, NO,  ALL,  NO,   ALL]),
    (Action::ScheduleBackups,       [ALL,  NO,   NO,   ALL, NO,  ALL,  NO,   ALL]),
    (Action::Rekey,                 [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::PlanSchedule,          [ALL,  NO,   NO,   ALL, NO,  NO,   NO,   NO]),
    (Action::PublishSchedule,       [ALL,  NO,   NO,   ALL, NO,  NO,   NO,   NO]),
    (Action::TakeBackSchedule,      [ALL,  NO,   NO,   ALL, NO,  NO,   NO,   NO]),
    (Action::TrainModel,            [ALL,  ALL,  NO,   NO,  NO,  NO,   ALL,  NO]),
    (Action::ReadConsent,           [ALL,  WARD, WARD, NO,  NO,  ALL,  NO,   NO]),
    (Action::RecordConsent,         [ALL,  WARD, WARD, NO,  NO,  ALL,  NO,   NO]),
    (Action::ReadRetention,         [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::HoldPatient,           [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
    (Action::AskWriterToLock,       [ALL,  NO,   NO,   NO,  NO,  NO,   NO,   ALL]),
    (Action::DeletePatient,         [ALL,  NO,   NO,   NO,  NO,  ALL,  NO,   NO]),
];

/// What the table says of a role and an action; nothing where it has no line.
pub fn reach(role: Role, action: Action) -> Reach {
    let column = Role::ALL.iter().position(|other| *other == role);
    let line = TABLE.iter().find(|(listed, _)| *listed == action);
    line.zip(column).and_then(|((_, cells), column)| cells.get(column)).copied().unwrap_or(Reach::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_line_and_names_come_back() {
        for action in Action::ALL {
            let lines = TABLE.iter().filter(|(listed, _)| listed == action).count();
            assert_eq!((lines, Action::from_id(action.id())), (1, Some(*action)), "{action:?}");
        }
        assert!(Role::ALL.into_iter().all(|role| Role::from_id(role.id()) == Some(role)));
    }

    /// What a hospital is bound to, said apart from the table.
    #[test]
    fn who_has_no_business_with_patients_reaches_none() {
        let of_patients = Action::ALL.iter().filter(|action| {
            action.sees_all_patients() && **action != Action::Backup || **action == Action::OpenPatient
        });
        for action in of_patients {
            for role in [Role::Administrator, Role::HumanResources, Role::Analyst, Role::SecurityOfficer] {
                assert_eq!(reach(role, *action), Reach::Nothing, "{role:?} {action:?}");
            }
            for role in [Role::Clinician, Role::Nurse] {
                assert!(matches!(reach(role, *action), Reach::OwnWards | Reach::Nothing), "{role:?} {action:?}");
            }
        }
        assert_eq!(reach(Role::Analyst, Action::ExportDeidentified), Reach::Deidentified);
        for role in Role::ALL {
            let is_of_staff = matches!(role, Role::Owner | Role::HumanResources);
            for action in
                [Action::StudyStaff, Action::SeeStaffMembers, Action::ExportStaffStudy, Action::SaveStrategies]
            {
                assert_eq!(reach(role, action) != Reach::Nothing, is_of_staff, "{role:?} {action:?}");
            }
        }
        let keepers = [Role::Owner, Role::SecurityOfficer];
        for role in Role::ALL {
            let kept = [Action::ReadAudit, Action::AddAccount, Action::RemoveAccount, Action::ChangeAccount];
            for action in kept.into_iter().chain([Action::ResetPassphrase, Action::ReviewBrokenGlass, Action::Rekey]) {
                assert_eq!(reach(role, action) == Reach::Everything, keepers.contains(&role), "{role:?} {action:?}");
            }
        }
    }
}
