//! What is done for the bureau as a whole, and who may do each: the table of permissions beside that of acts
//! on items. Nothing here decides anything about an item.

use super::ids::Login;
use super::roster::Roster;
use crate::procedure::terms;

terms! {
    /// Everything that is done for the whole bureau or its database, named as on the command line.
    Upkeep {
        /// 查看服务状况
        Status = "status",
        /// 重载配置
        Reload = "reload",
        /// 备份
        Backup = "backup",
        /// 重建
        Rebuild = "rebuild",
        /// 核验
        Verify = "verify",
        /// 导出日志
        Export = "export",
        /// 查看全局记录
        History = "history",
        /// 放假安排
        ImportCalendar = "calendar import",
        /// 确认时钟
        ConfirmClock = "clock confirm",
        /// 生成网站
        BuildSite = "site build",
        /// 由他人代理自己
        Delegate = "delegate",
        /// 凭书面授权为他人登记代理
        DelegateOthers = "delegate --for",
        /// 建库
        Init = "init",
        /// 运行服务
        Serve = "serve",
        /// 恢复
        Restore = "restore",
    }
}

terms! {
    /// How somebody stands to the bureau as a whole.
    Standing {
        /// Whoever was let in: in the roster, or running the host
        LetIn = "let-in",
        /// The account that the service runs as, or root
        Host = "host",
        /// The administrator that the roster names
        Administrator = "administrator",
        /// Whoever acts on items: neither auditor nor administrator
        Acting = "acting",
        /// A leader of the bureau, its chief among them
        Leader = "leader",
        /// Staff of the disclosure office
        Office = "office",
        /// May read the items of every section
        ReadsAll = "reads-all",
        /// An account that may write the folders of the database and of the configuration: the host judges that
        Folders = "folders",
    }
}

impl Upkeep {
    /// Who may do this, the first that fits giving the role where one is recorded.
    pub const fn allowed(self) -> &'static [Standing] {
        use Standing::{Acting, Administrator, Folders, Host, Leader, LetIn, Office, ReadsAll};
        match self {
            Upkeep::Status => &[LetIn],
            Upkeep::Reload | Upkeep::Backup | Upkeep::Rebuild => &[Host, Administrator],
            Upkeep::Verify | Upkeep::Export | Upkeep::History => &[Host, Administrator, ReadsAll],
            Upkeep::ImportCalendar => &[Office, Administrator],
            Upkeep::ConfirmClock => &[Administrator],
            Upkeep::BuildSite => &[ReadsAll],
            Upkeep::Delegate => &[Acting],
            Upkeep::DelegateOthers => &[Leader, Office],
            Upkeep::Init | Upkeep::Serve | Upkeep::Restore => &[Folders],
        }
    }

    /// The standing in which the roster by itself lets a person do this; who reads all depends on the day too,
    /// and who runs the host is not the roster's to say.
    pub fn by_roster(self, roster: &Roster, login: &Login) -> Option<Standing> {
        let person = roster.person(login)?;
        self.allowed().iter().copied().find(|standing| match standing {
            Standing::LetIn => true,
            Standing::Administrator => person.administrator,
            Standing::Acting => !person.is_powerless(),
            Standing::Leader => roster.is_leader(login),
            Standing::Office => roster.is_office(login),
            Standing::Host | Standing::ReadsAll | Standing::Folders => false,
        })
    }
}
